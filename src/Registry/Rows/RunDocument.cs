using MlOpsDashboard.Core;

namespace MlOpsDashboard.Registry.Rows;

/// <summary>A JSON file of a finished run, kept whole: apart from the run, so that lists do not read it.</summary>
public sealed class RunDocument
{
    public const string Evaluation = "evaluation";
    public const string CrossValidation = "crossvalidation";
    public const string History = "history";
    public const string Preprocessing = "preprocessing";

    public RunId RunId { get; set; }
    public string Name { get; set; } = "";
    public string Json { get; set; } = "";
}
