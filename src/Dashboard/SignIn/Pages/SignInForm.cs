namespace MlOpsDashboard.Dashboard.SignIn.Pages;

/// <summary>What is typed to sign in, or to open an account.</summary>
public sealed class SignInForm
{
    public string? Name { get; set; }

    /// <summary>Null while only the name was asked for.</summary>
    public string? Password { get; set; }
}
