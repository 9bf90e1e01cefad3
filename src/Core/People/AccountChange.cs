namespace MlOpsDashboard.Core.People;

/// <summary>What a person changed on how they sign in.</summary>
public enum AccountChange
{
    PasswordChanged,
    SignedOutElsewhere,
    CodesTurnedOn,
    CodesTurnedOff,
    RecoveryCodesMade,
    RecoveryCodeUsed,
    PasskeyAdded,
    PasskeyRemoved,
    LoginLinked,
    LoginUnlinked,
    MailAddressChanged,
}
