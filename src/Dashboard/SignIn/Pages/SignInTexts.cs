namespace MlOpsDashboard.Dashboard.SignIn.Pages;

/// <summary>Texts of the pages before the dashboard.</summary>
public sealed class SignInTexts;
