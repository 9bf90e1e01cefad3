namespace MlOpsDashboard.Core.Models;

public sealed record CustomModelVersion(string Model, int Number, RunId Run, int RunNumber);
