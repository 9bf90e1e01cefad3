namespace MlOpsDashboard.Core.Models;

public sealed record RegisteredVersion(ModelId Model, string Name, int Version);
