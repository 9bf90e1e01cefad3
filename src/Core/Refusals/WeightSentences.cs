namespace MlOpsDashboard.Core.Refusals;

/// <summary>Published weights that can't be had.</summary>
internal sealed class WeightSentences : RefusalSentences
{
    public override IEnumerable<(string Code, string Sentence)> All =>
    [
        ("weights.otherFetches", "Expected {file} from process {process}, which fetches it. Received nothing new of it for {waited}. End that process, or wait for it, and start again: what has arrived is kept."),
    ];
}
