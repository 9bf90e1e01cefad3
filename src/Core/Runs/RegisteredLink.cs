namespace MlOpsDashboard.Core.Runs;

public sealed record RegisteredLink(Models.ModelName Model, int Version);
