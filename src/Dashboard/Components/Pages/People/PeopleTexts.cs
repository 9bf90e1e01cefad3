namespace MlOpsDashboard.Dashboard.Components.Pages.People;

/// <summary>Texts of the page of accounts and projects.</summary>
public sealed class PeopleTexts;
