namespace MlOpsDashboard.Dashboard.Components.Discussion;

/// <summary>Names the texts of discussions.</summary>
public sealed class DiscussionTexts;
