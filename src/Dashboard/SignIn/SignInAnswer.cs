namespace MlOpsDashboard.Dashboard.SignIn;

/// <summary>How an attempt to sign in ended.</summary>
internal enum SignInAnswer
{
    /// <summary>Of a wrong password, an unknown name, a locked or a closed account.</summary>
    Wrong,

    /// <summary>The password is right; a one-time code is asked for next.</summary>
    NeedsCode,

    /// <summary>The first step was too long ago: begin again.</summary>
    Ended,

    Done,
}
