namespace MlOpsDashboard.Core.People;

/// <param name="Code">Of the link <c>/join?code=</c>.</param>
/// <param name="Until">When it ends.</param>
public sealed record Invitation(string Code, DateTimeOffset Until);
