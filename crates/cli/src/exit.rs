//! How a command ends, as a script sees it.

use std::process::ExitCode;

use orgkey::{Code, Line, Problem, words};

/// An exit code. Its words are `cli_exit_<number>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// What was asked is done, and what was made is proven.
    Done = 0,
    /// A problem stopped it on the way.
    Stopped = 1,
    /// The arguments are wrong.
    Usage = 2,
    /// An answer is missing.
    Declined = 3,
    /// It was refused, and nothing was made.
    Refused = 4,
    /// Something is not proven, or left over.
    Partly = 5,
}

impl Exit {
    const ALL: [Self; 6] = [Self::Done, Self::Stopped, Self::Usage, Self::Declined, Self::Refused, Self::Partly];

    /// How a problem ends a command.
    pub(crate) fn of(problem: &Problem) -> Self {
        match problem.code {
            Code::NotASalesforceAddress => Self::Usage,
            Code::OrgNameNotTyped
            | Code::LooseningsNotAccepted
            | Code::NotAPracticeOrg
            | Code::NotSignedIn
            | Code::PracticeOrgNotNamed
            | Code::SessionEnded
            | Code::TokenHalfCopied
            | Code::TokenNotOne
            | Code::TokenOfOtherOrg
            | Code::TokenRefused => Self::Declined,
            Code::BlueprintUnreadable
            | Code::ChecksBlock
            | Code::DeployFailed
            | Code::NameTaken
            | Code::PermissionSetMissing
            | Code::RunAsNotUsable => Self::Refused,
            _ => Self::Stopped,
        }
    }

    /// All of them, each with its meaning.
    pub(crate) fn meanings() -> impl Iterator<Item = (u8, String)> {
        let numbers = Self::ALL.into_iter().map(|exit| exit as u8);
        numbers.map(|number| (number, words::line(&Line::new(&format!("cli_exit_{number}")))))
    }

    /// The same, a line each.
    pub(crate) fn table() -> String {
        let rows: Vec<_> = Self::meanings().map(|(number, meaning)| format!("  {number}  {meaning}")).collect();
        format!("{}\n{}", words::line(&Line::new("cli_exit_codes")), rows.join("\n"))
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exit_code_has_no_words_or_the_readme_says_otherwise() {
        let readme = include_str!("../../../README.md");
        for exit in Exit::ALL {
            let id = format!("cli_exit_{}", exit as u8);
            let meaning = words::line(&Line::new(&id));
            assert_ne!(meaning, id);
            assert!(readme.contains(&format!("| {} | {meaning} |", exit as u8)), "{meaning}");
        }
    }
}
