/tmp/wt/test/.dev/target/debug/deps/ramjet_dev-dd337e5253979a03.d: /tmp/wt/test/clippy.toml src/main.rs src/ci/mod.rs src/ci/command.rs src/ci/licences.rs src/ci/packages.rs src/ci/services.rs src/samples/mod.rs src/samples/aluminium.rs src/samples/cabinets.rs src/samples/catalogue.rs src/samples/font.rs src/samples/forwarded.rs src/samples/german.rs src/samples/harrow.rs src/samples/json.rs src/samples/mail.rs src/samples/messages.rs src/samples/order.rs src/samples/pdf.rs src/samples/picture.rs src/samples/range.rs src/samples/shutters.rs src/samples/tables.rs src/samples/terminal.rs src/samples/truth.rs src/samples/typed.rs src/samples/workbook.rs src/samples/zip.rs src/samples/harrow.runs Cargo.toml

/tmp/wt/test/.dev/target/debug/deps/libramjet_dev-dd337e5253979a03.rmeta: /tmp/wt/test/clippy.toml src/main.rs src/ci/mod.rs src/ci/command.rs src/ci/licences.rs src/ci/packages.rs src/ci/services.rs src/samples/mod.rs src/samples/aluminium.rs src/samples/cabinets.rs src/samples/catalogue.rs src/samples/font.rs src/samples/forwarded.rs src/samples/german.rs src/samples/harrow.rs src/samples/json.rs src/samples/mail.rs src/samples/messages.rs src/samples/order.rs src/samples/pdf.rs src/samples/picture.rs src/samples/range.rs src/samples/shutters.rs src/samples/tables.rs src/samples/terminal.rs src/samples/truth.rs src/samples/typed.rs src/samples/workbook.rs src/samples/zip.rs src/samples/harrow.runs Cargo.toml

/tmp/wt/test/clippy.toml:
src/main.rs:
src/ci/mod.rs:
src/ci/command.rs:
src/ci/licences.rs:
src/ci/packages.rs:
src/ci/services.rs:
src/samples/mod.rs:
src/samples/aluminium.rs:
src/samples/cabinets.rs:
src/samples/catalogue.rs:
src/samples/font.rs:
src/samples/forwarded.rs:
src/samples/german.rs:
src/samples/harrow.rs:
src/samples/json.rs:
src/samples/mail.rs:
src/samples/messages.rs:
src/samples/order.rs:
src/samples/pdf.rs:
src/samples/picture.rs:
src/samples/range.rs:
src/samples/shutters.rs:
src/samples/tables.rs:
src/samples/terminal.rs:
src/samples/truth.rs:
src/samples/typed.rs:
src/samples/workbook.rs:
src/samples/zip.rs:
src/samples/harrow.runs:
Cargo.toml:

# env-dep:CARGO_MANIFEST_DIR=/tmp/wt/test/.dev
# env-dep:CLIPPY_ARGS=-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__
# env-dep:CLIPPY_CONF_DIR
