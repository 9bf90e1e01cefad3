namespace MlOpsDashboard.Core.Refusals;

/// <summary>Runs.</summary>
internal sealed class RunSentences : RefusalSentences
{
    public override IEnumerable<(string Code, string Sentence)> All =>
    [
        ("run.manifest.missing", "Expected the manifest of the run's dataset at {path}; it is missing. Import the dataset again."),
    ];
}
