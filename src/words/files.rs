//! What `ramjet extract` says about the files it was given.

use super::phrases;

phrases! {
    /// Files in and out of the command line.
    pub trait FileWords;
    plain {}
    told {
        /// Two inputs whose answers would have the same name.
        same_name_twice(first: &str, second: &str): format!("{first} and {second} would both be written to the same file. Nothing was written; extract them into two folders."),
            format!("{first} und {second} würden in dieselbe Datei geschrieben. Es wurde nichts geschrieben; verwenden Sie zwei Ordner.");
        /// A catalogue that is no table with a column of codes.
        catalogue_not_read(file: &str, why: &str): format!("The catalogue {file} cannot be used ({why}). Nothing was written; it must be a CSV file with a column named “code”."),
            format!("Der Katalog {file} ist nicht verwendbar ({why}). Es wurde nichts geschrieben; nötig ist eine CSV-Datei mit einer Spalte „code“.");
        /// The catalogue lacks its column.
        catalogue_without_codes(): "there is no such column".to_owned(), "diese Spalte fehlt".to_owned();
        /// Nothing of a file could be read.
        nothing_read(file: &str, why: &str): format!("{file}: {why}"), format!("{file}: {why}");
    }
}
