namespace MlOpsDashboard.Core.Models;

public sealed record PreprocessingStepView(string Name, string Detail);
