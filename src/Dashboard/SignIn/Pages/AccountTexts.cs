namespace MlOpsDashboard.Dashboard.SignIn.Pages;

/// <summary>Texts of a person's own account.</summary>
public sealed class AccountTexts;
