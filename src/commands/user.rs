//! `ramjet user`: the first owner, or a new password for somebody who cannot sign in.

use std::io::{BufRead, IsTerminal};
use std::process::ExitCode;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::auth::{self, Hasher, NewOwner, Password};
use crate::entity::{Scope, Settings, membership, user};
use crate::ops::config::Config;

use super::house::House;
use super::{because, flags::Flags, refuse, say, work};

/// Arguments of `ramjet user`.
#[derive(clap::Args, Debug)]
pub struct UserArgs {
    /// The person's mail address.
    address: String,
    /// Their name; needed for the first owner.
    #[arg(long, default_value = "Owner")]
    name: String,
    /// The organisation's name; needed for the first owner.
    #[arg(long, default_value = "My company")]
    organisation: String,
    /// Read the new password from the first line of standard input instead of making one up.
    #[arg(long)]
    password_from_stdin: bool,
    #[command(flatten)]
    flags: Flags,
}

/// Creates the first owner when there is nobody yet; otherwise gives the person a new password and ends their sessions. Prints a password
/// that was made up, and nothing else about it.
pub fn run(args: &UserArgs) -> ExitCode {
    let config = match args.flags.config() {
        Ok(config) => config,
        Err(error) => return refuse(&error.to_string()),
    };
    let password = match password(args.password_from_stdin) {
        Ok(password) => password,
        Err(reason) => return refuse(&reason),
    };
    match work(set(&config, args, &password)) {
        Ok(what) if args.password_from_stdin => say(&format!("{what}: {}\n", args.address)),
        Ok(what) => say(&format!("{what}: {} / {password}\n", args.address)),
        Err(reason) => return refuse(&reason),
    }
    ExitCode::SUCCESS
}

fn password(from_stdin: bool) -> Result<String, String> {
    if !from_stdin {
        return new_password();
    }
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        // It would be shown while it is typed.
        return Err("--password-from-stdin wants a pipe or a file, not the keyboard".to_owned());
    }
    let mut line = String::new();
    stdin.lock().read_line(&mut line).map_err(|error| error.to_string())?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// A random password of 120 bits, in letters, digits, `-` and `_`.
///
/// # Errors
/// The system has no randomness to give.
pub fn new_password() -> Result<String, String> {
    let mut bytes = [0; 15];
    getrandom::fill(&mut bytes).map_err(|error| format!("no randomness for a password: {error}"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

async fn set(config: &Config, args: &UserArgs, password: &str) -> Result<&'static str, String> {
    let house = House::open(config).await.map_err(because)?;
    let hasher = Hasher::default();
    let password = Password::from(password);
    if auth::first_run(&house.db).await.map_err(because)? {
        let new = NewOwner {
            organisation: args.organisation.clone(),
            settings: new_settings(config),
            name: args.name.clone(),
            address: args.address.clone(),
            password,
        };
        auth::create_owner(&house.db, &house.clock, &hasher, &new).await.map_err(because)?;
        return Ok("the first owner was created");
    }
    let address = args.address.trim().to_lowercase();
    let person = user::Entity::find().filter(user::Column::Address.eq(&address)).one(&house.db.read).await;
    let person = person.map_err(because)?.ok_or_else(|| format!("nobody has the address {address}"))?;
    let member = membership::Entity::find().filter(membership::Column::UserId.eq(person.id)).one(&house.db.read).await;
    let member = member.map_err(because)?.ok_or_else(|| format!("{address} belongs to no organisation"))?;
    // Whoever may run commands on the machine acts as the desk itself.
    let scope = Scope::system(member.organisation_id);
    auth::set_password(&house.db, &house.clock, &hasher, (&scope, person.id), &password).await.map_err(because)?;
    Ok("a new password was set and all sessions ended")
}

/// The settings a new organisation begins with.
pub fn new_settings(config: &Config) -> Settings {
    let wait_seconds = i64::try_from(config.work.wait.as_secs()).unwrap_or(i64::MAX);
    let from_address = config.mail.from.clone().unwrap_or_default();
    Settings { wait_seconds, from_address, ..Settings::default() }
}
