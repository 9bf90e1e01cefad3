namespace MlOpsDashboard.Dashboard.SignIn.Pages;

/// <summary>What is typed to sign in, or to open an account.</summary>
public sealed class SignInForm
{
    public string? Name { get; set; }

    public string? Password { get; set; }
}
