using System.Globalization;

namespace MlOpsDashboard.Core.Work;

/// <summary>Names a row of work. It has the value of what it works on: a run's or an import's id.</summary>
public readonly record struct WorkId(Guid Value)
{
    public static WorkId Of(RunId run) => new(run.Value);

    public static WorkId Of(ImportId import) => new(import.Value);

    public static WorkId Of(ReviewId review) => new(review.Value);

    public static WorkId Parse(string text) => new(Guid.Parse(text, CultureInfo.InvariantCulture));

    public RunId Run => new(Value);
    public ImportId Import => new(Value);
    public ReviewId Review => new(Value);

    public override string ToString() => Value.ToString("N");
}
