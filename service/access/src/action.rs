//! Everything that can be asked for: what only looks, and what changes something.
//!
//! The names are the same words as in `policies/schema.cedarschema` and in the audit. A look and an
//! act are different types, so a permit to look can never carry a change.

macro_rules! actions {
    ($(#[$meta:meta])* $Name:ident { $( $(#[$variant_meta:meta])* $Variant:ident, )+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $Name {
            $( $(#[$variant_meta])* $Variant, )+
        }

        impl $Name {
            /// Every value, in the order of the matrix.
            pub const ALL: &'static [Self] = &[$(Self::$Variant),+];

            /// The name, as in the schema and the audit.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$Variant => stringify!($Variant)),+ }
            }
        }

        impl std::fmt::Display for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }

        impl sealed::Sealed for $Name {}

        impl Action for $Name {
            fn name(self) -> &'static str {
                Self::name(self)
            }
        }
    };
}

/// A [`Look`] or an [`Act`].
pub trait Action: Copy + sealed::Sealed {
    /// The name, as in the schema and the audit.
    fn name(self) -> &'static str;
}

mod sealed {
    pub trait Sealed {}
}

actions! {
    /// What shows something and changes nothing.
    Look {
        /// The coded row of a contact in a list.
        SeeContact,
        /// Everything about a contact on the desk: conversation, notes, facts, safe-contact card.
        OpenContact,
        /// The messages of a conversation.
        ReadConversation,
        /// The answers of a screening and what they give.
        ReadScreening,
        /// A copy of a screening as a file.
        ExportScreening,
        /// What became of a tip.
        ReadTipStatus,
        /// The lists and the queue of a team.
        ListContacts,
        /// The supervisor's board of a team.
        SeeBoard,
        /// Who belongs to a team.
        ListTeamMembers,
        /// Sealed names and numbers, found by the blind index.
        SearchSealed,
        /// Where a referral stands and what was asked.
        SeeReferral,
        /// The identity that was released with a referral.
        ReadReleasedIdentity,
        /// What is written in a conversation since one came into it as a guest.
        ReadAsGuest,
        /// How many beds a service has, and who asks it for one.
        SeeBeds,
        /// Which cases a team has.
        ListCases,
        /// A case with its people, notes and plans.
        OpenCase,
        /// What the people of a case let one agency read.
        ReadSharedCase,
        /// A copy of a case as a file.
        ExportCase,
        /// What is due for erasing, what is held, what was erased.
        SeeRetention,
        /// Who looked at a record, and why.
        SeeAccess,
        /// Who of a team opened how much in a month.
        ReviewAccess,
        /// A record that was opened by break-glass.
        ReadByGlass,
        /// What a team has to report, and until when.
        ListDuties,
        /// One report that has to be made: rule, fact, deadline, owner.
        SeeDuty,
        /// What was written for a report, and the number that an agency gave.
        ReadReport,
        /// The rules of reporting with their history.
        SeeRules,
        /// The directory of services.
        SeeDirectory,
        /// What everybody may know of the directory.
        SeePublicDirectory,
        /// The address of a confidential place.
        SeeConfidentialPlace,
        /// Measures of the hotline.
        SeeMeasures,
        /// All members.
        ListMembers,
        /// Whether the audit chain is whole.
        VerifyAudit,
        /// Health of the system.
        SeeHealth,
        /// One's own sessions and keys.
        SeeOwnAccount,
    }
}

actions! {
    /// What changes something.
    Act {
        /// Reach out.
        StartContact,
        /// Leave one's own conversation (also by quick exit).
        LeaveConversation,
        /// Say that there is danger, in one's own conversation.
        RaiseDanger,
        /// Answer the anonymous survey after the end.
        AnswerSurvey,
        /// Write a message.
        WriteMessage,
        /// Answer a waiting contact.
        AcceptContact,
        /// Join a colleague with a visitor.
        JoinContact,
        /// Leave a visitor to the colleagues who are there.
        LeaveContact,
        /// Hand a contact to another member or back to a queue.
        TransferContact,
        /// End a contact.
        EndContact,
        /// Move a contact to another lane.
        MoveLane,
        /// Record coded facts, also about danger.
        EditFacts,
        /// Say what became of a tip: it is read, given to an agency, acted on, closed.
        MoveTip,
        /// Decide whether two tips tell of the same.
        LinkTips,
        /// Write to a tipster, who reads it when they come back.
        AnswerTip,
        /// Make the receipt of a tip that was told just now, or of one that has none.
        GiveReceipt,
        /// Give a tipster who lost the receipt a new one.
        ReplaceReceipt,
        /// Come back to one's own tip with its receipt.
        ReturnToTip,
        /// Close a contact to a member with a conflict of interest.
        CloseContactToMember,
        /// Write a note.
        WriteNote,
        /// Change the safe-contact card.
        EditSafeContact,
        /// Begin a screening, note its answers, finish it.
        RecordScreening,
        /// Record a consent or its revocation.
        RecordConsent,
        /// Ask a service.
        OfferReferral,
        /// Ask services for a bed, give one back, end the question.
        AskForBed,
        /// Say whether a service has a bed.
        AnswerBedRequest,
        /// Enter a contact by hand.
        EnterContactByHand,
        /// Start, pause and end one's own shift.
        WorkShift,
        /// Accept, decline, report arrival and service of a referral.
        AnswerReferral,
        /// Type the code that was told beside the link of a referral.
        TrySpokenCode,
        /// Come into a conversation as a guest, write there, and leave it.
        TalkAsGuest,
        /// Invite somebody of a service into a conversation.
        InviteGuest,
        /// Let a guest go.
        EndGuest,
        /// Take a referral back.
        WithdrawReferral,
        /// Release identity to the service that accepted.
        ReleaseIdentity,
        /// Notice that a visitor is gone, or back.
        MarkVisitorLost,
        /// Let an unanswered offer lapse.
        ExpireReferral,
        /// Let a hold or a bed request run out.
        ExpireBedRequest,
        /// Load an instrument for screenings.
        ImportInstrument,
        /// Open a case for a team.
        StartCase,
        /// Hold a meeting of a team's weekly review: who may sit there, who does, what is on the agenda.
        HoldReview,
        /// Add contacts, people, notes and tasks to a case; record that a consent was taken back.
        WorkCase,
        /// Bring an agency to a case, and record what a person allows it to see.
        ShareCase,
        /// Close a case, open it again, or close it to a member.
        SettleCase,
        /// Keep a record from being erased, or let it go.
        HoldRecord,
        /// Say that a record should be erased; another member has to agree.
        AskErasure,
        /// Erase a record, or refuse to.
        EraseRecord,
        /// Say how long records are kept.
        SetRetention,
        /// Destroy again what an older copy of the records still holds.
        ReplayErasure,
        /// Open a record that one has no right to, in the open.
        AskGlass,
        /// Take the key back when the time of such an opening is over.
        EndGlass,
        /// Agree to such an opening, refuse it, or look at it afterwards.
        DecideGlass,
        /// Sign that one has looked at the access review of a month.
        SignAccess,
        /// Take a duty, hand it over, or give it to the team.
        HandDuty,
        /// Record that a report was sent.
        SendDuty,
        /// Say that no report is required, agree to that, or hold that it is.
        DisputeDuty,
        /// Write what a report says.
        PrepareReport,
        /// Tell more people that a duty is still open.
        EscalateDuty,
        /// Write, withdraw or mark a rule of reporting.
        EditRules,
        /// Import a directory.
        ImportDirectory,
        /// Change an entry of the directory.
        EditDirectory,
        /// Write down how many places a service has.
        UpdateCapacity,
        /// Give a service the link to its beds.
        MakeBedLink,
        /// Complete the first-run page.
        SetUp,
        /// Enrol with an invitation.
        AcceptInvitation,
        /// Sign in.
        SignIn,
        /// Invite a member.
        InviteMember,
        /// Change roles, suspend a member.
        ManageMembers,
        /// Found and change teams.
        ManageTeams,
        /// Reset a member's access with the recovery key.
        ResetAccess,
        /// Write a backup.
        Backup,
        /// End one's own sessions.
        ManageOwnSessions,
        /// Change one's own password, second factor and passkeys.
        ManageOwnCredentials,
    }
}
