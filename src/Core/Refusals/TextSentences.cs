namespace MlOpsDashboard.Core.Refusals;

/// <summary>Texts that people write.</summary>
internal sealed class TextSentences : RefusalSentences
{
    public override IEnumerable<(string Code, string Sentence)> All =>
    [
        (EditedText.Conflict, "Somebody else changed {what} since you began. Yours was not stored; what is stored is: {now}"),
    ];
}
