//! `user`: accounts on the command line, for whoever runs the program at the machine that holds the data.

use chrono::Utc;
use clap::{Args, Subcommand};

use super::{Database, Ending, print, say};
use crate::app::{NewAccount, NewcomerAccount};
use crate::domain::{Account, Category, Detail, Duty, Remit, Role, Tlp};

#[derive(Debug, Subcommand)]
pub(super) enum User {
    /// Make the first account where there is none, and say once with which password it signs in.
    First(Database),
    /// Make an account; the password is said once, and its owner replaces it when he first signs in.
    Add(Add),
    /// Make an account for a program: it has no password but a token, which is printed once.
    Program(Program),
    /// Give an account another role.
    Give(Give),
    /// List the accounts.
    List(Database),
    /// Make another password for somebody who cannot sign in any more; his second factor is taken away.
    Reset(Named),
    /// Close an account; it is signed out everywhere within seconds.
    Close(Named),
}

#[derive(Debug, Args)]
pub(super) struct Named {
    /// The name with which he signs in.
    name: String,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// The name with which he will sign in: 3 to 40 of a-z, 0-9, `.`, `_` and `-`.
    name: String,
    /// The name that others read.
    #[arg(long)]
    shown_name: Option<String>,
    #[command(flatten)]
    duty: DutyArguments,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(super) struct Program {
    #[command(flatten)]
    account: Add,
    /// For how many days the token holds.
    #[arg(long, default_value_t = 30)]
    days: u16,
}

#[derive(Debug, Args)]
pub(super) struct Give {
    /// The name with which he signs in.
    name: String,
    #[command(flatten)]
    duty: DutyArguments,
    #[command(flatten)]
    database: Database,
}

/// What somebody is here for.
#[derive(Debug, Args)]
struct DutyArguments {
    /// The role, such as `district_officer`.
    #[arg(long)]
    role: Role,
    /// The area: `everywhere`, or codes of districts (4 digits) and provinces (2 digits) with commas between them.
    #[arg(long)]
    remit: Remit,
    /// Categories with commas between them; all when none is named.
    #[arg(long, value_delimiter = ',')]
    category: Vec<Category>,
    /// The highest TLP of what he is shown; the role's when not given.
    #[arg(long)]
    highest_tlp: Option<Tlp>,
    /// `exact` or `coarse`; the role's when not given.
    #[arg(long)]
    detail: Option<Detail>,
    /// The agency for which he acts, a code of data/agencies.csv.
    #[arg(long, default_value = "")]
    agency: String,
}

impl DutyArguments {
    fn duty(self) -> Duty {
        let mut duty = Duty::of(self.role, self.remit);
        duty.categories = self.category;
        duty.highest_tlp = self.highest_tlp.unwrap_or(duty.highest_tlp);
        duty.detail = self.detail.unwrap_or(duty.detail);
        duty.agency = self.agency;
        duty
    }
}

impl Add {
    fn account(self) -> (Database, NewAccount) {
        let shown_name = self.shown_name.unwrap_or_else(|| self.name.clone());
        let account = NewAccount { name: self.name, shown_name, duties: vec![self.duty.duty()] };
        (self.database, account)
    }
}

pub(super) async fn user(what: User) -> anyhow::Result<Ending> {
    let now = Utc::now();
    match what {
        User::First(database) => {
            if let Some(made) = database.open_unread().await?.add_first_account(now).await? {
                tell(&made);
            }
        }
        User::Add(add) => {
            let (database, account) = add.account();
            tell(&database.open_unread().await?.add_account(account, "operator", now).await?);
        }
        User::Program(program) => {
            let (database, account) = program.account.account();
            let secret = database.open_unread().await?.add_program(account, program.days, now).await?;
            return print(&format!("{}\n", secret.reveal()));
        }
        User::Give(give) => {
            let app = give.database.open_unread().await?;
            let account = app.account_named(&give.name).await?;
            app.give_duty(account.id, give.duty.duty(), "operator", now).await?;
            say(&format!("{} has it.", account.name));
        }
        User::List(database) => {
            let accounts = database.open_unread().await?.accounts().await?;
            return print(&accounts.iter().map(line).collect::<String>());
        }
        User::Reset(named) => {
            let app = named.database.open_unread().await?;
            let account = app.account_named(&named.name).await?;
            let password = app.reset_account(account.id, now).await?;
            say(&once(account.name.as_str(), password.reveal()));
        }
        User::Close(named) => {
            let app = named.database.open_unread().await?;
            let account = app.account_named(&named.name).await?;
            let was_open = app.close_account(account.id, now).await?;
            say(&format!("{} {}.", account.name, if was_open { "is closed" } else { "was closed before" }));
        }
    }
    Ok(Ending::Well)
}

fn tell(made: &NewcomerAccount) {
    say(&once(made.account.name.as_str(), made.password.reveal()));
}

fn once(name: &str, password: &str) -> String {
    format!(
        "\n  ชื่อผู้ใช้ / name:     {name}\n  รหัสผ่าน / password: {password}\n\n  \
         This is said once. It must be replaced at the first sign-in.\n"
    )
}

/// Returns a line of the list: name, state, and what he is here for.
fn line(account: &Account) -> String {
    let duties = account.held().map(|held| format!("{} {}", held.duty.role, held.duty.remit));
    let state = match (account.closed_at.is_some(), account.has_second_factor) {
        (true, _) => "closed",
        (false, true) => "second factor",
        (false, false) => "open",
    };
    format!("{}\t{state}\t{}\n", account.name, duties.collect::<Vec<_>>().join("; "))
}
