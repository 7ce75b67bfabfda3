use std::collections::BTreeMap;

use super::*;

fn read(environment: &[(&str, &str)], flags: &[(&'static str, &str)]) -> Result<Config, ConfigError> {
    let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let flags = flags.iter().map(|(name, value)| (*name, (*value).to_owned())).collect::<BTreeMap<_, _>>();
    Config::read(&mut Given::gather(&flags, &environment))
}

#[test]
fn nothing_need_be_set() {
    let config =
        read(&[("PATH", "/bin"), ("RAMJET_CI", "1"), ("RAMJET_TEST_POSTGRES", "x"), ("RAMJET_KILL_AT", "a:1")], &[]);
    let config = config.unwrap();
    assert_eq!((config.web.host.as_str(), config.web.port), ("127.0.0.1", 8080));
    assert_eq!(config.place.database(), "./.ramjet/ramjet.db");
    assert_eq!(config.work.lease, Duration::from_secs(60));
    assert!(config.mail.smtp.is_none());
}

#[test]
fn a_flag_wins_over_the_variable_and_the_variable_over_the_alias() {
    let all = [("PORT", "1111"), ("RAMJET_PORT", "2222")];
    assert_eq!(read(&all, &[("port", "3333")]).unwrap().web.port, 3333);
    assert_eq!(read(&all, &[]).unwrap().web.port, 2222);
    assert_eq!(read(&all[..1], &[]).unwrap().web.port, 1111);
    let config = read(&[("DATABASE_URL", "postgres://u:p@h/d")], &[]).unwrap();
    assert_eq!(config.place.database(), "postgres://u:p@h/d");
    assert!(!format!("{config:?}").contains("u:p"), "a URL with a password is not printed");
}

#[test]
fn an_empty_variable_counts_as_not_set() {
    assert_eq!(read(&[("RAMJET_PORT", " ")], &[]).unwrap().web.port, 8080);
}

#[test]
fn everything_wrong_is_reported_at_once() {
    let environment = [
        ("RAMJET_PORT", "80800"),
        ("RAMJET_LOG_FORMAT", "xml"),
        ("RAMJET_SMTP_USER", "desk"),
        ("RAMJET_PUBLIC_URL", "desk.example/here"),
        ("RAMJET_MAIL_FROM", "nobody"),
        ("RAMJET_SMTP_HOSTS", "mail.example"),
        ("RAMJET_LEASE_SECONDS", "0"),
    ];
    let ConfigError(faults) = read(&environment, &[]).unwrap_err();
    let all = faults.join("\n");
    for part in [
        "RAMJET_PORT must be a whole number from 0 to 65535, not “80800”",
        "RAMJET_LOG_FORMAT must be one of text, json, not “xml”",
        "RAMJET_SMTP_PASSWORD is needed because RAMJET_SMTP_USER is set",
        "RAMJET_SMTP_HOST is needed because RAMJET_SMTP_USER is set",
        "RAMJET_PUBLIC_URL must be",
        "RAMJET_MAIL_FROM must be a mail address",
        "RAMJET_SMTP_HOSTS is not a setting; did you mean RAMJET_SMTP_HOST?",
        "RAMJET_LEASE_SECONDS must be a whole number from 5 to 3600",
    ] {
        assert!(all.contains(part), "{part} is missing in:\n{all}");
    }
    assert_eq!(faults.len(), 8, "{all}");
}

#[test]
fn a_variable_nothing_like_a_setting_is_refused_too() {
    let ConfigError(faults) = read(&[("RAMJET_COFFEE_MACHINE", "on")], &[]).unwrap_err();
    assert_eq!(faults, ["RAMJET_COFFEE_MACHINE is not a setting; `ramjet config` lists them all"]);
}

#[test]
fn a_secret_may_come_from_a_file_and_nothing_else_may() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("password");
    std::fs::write(&path, "correct horse\n").unwrap();
    let file = path.to_str().unwrap();
    let base = [("RAMJET_SMTP_HOST", "mail.example"), ("RAMJET_SMTP_USER", "desk")];
    let from_file = [base[0], base[1], ("RAMJET_SMTP_PASSWORD_FILE", file)];
    let smtp = read(&from_file, &[]).unwrap().mail.smtp.unwrap();
    assert_eq!(smtp.sign_in.unwrap().1.expose(), "correct horse", "without the line end");
    assert_eq!((smtp.port, smtp.tls), (587, Tls::StartTls));

    let both = [from_file[0], from_file[1], from_file[2], ("RAMJET_SMTP_PASSWORD", "x")];
    assert!(read(&both, &[]).unwrap_err().to_string().contains("are both set; keep one"));
    let missing = [base[0], base[1], ("RAMJET_SMTP_PASSWORD_FILE", "no/such/file")];
    assert!(read(&missing, &[]).unwrap_err().to_string().contains("no/such/file cannot be read"));
    assert!(read(&[("RAMJET_HOST_FILE", file)], &[]).is_err(), "a host is no secret");
}

#[test]
fn the_usual_port_follows_the_protection() {
    for (tls, port) in [("none", 25), ("starttls", 587), ("tls", 465)] {
        let smtp =
            read(&[("RAMJET_SMTP_HOST", "mail.example"), ("RAMJET_SMTP_TLS", tls)], &[]).unwrap().mail.smtp.unwrap();
        assert_eq!(smtp.port, port);
    }
}

#[test]
fn every_setting_says_what_it_is_for_and_has_a_default_that_is_valid() {
    for setting in &SETTINGS {
        assert!(setting.meaning.len() > 10, "{}", setting.name);
        assert_eq!(SETTINGS.iter().filter(|other| other.name == setting.name).count(), 1);
    }
}
