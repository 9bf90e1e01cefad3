using System.Text.Json.Serialization;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Runs;

/// <param name="Code">Stable, such as <c>checkpoint-damaged</c>.</param>
/// <param name="Sentence">In English.</param>
[method: JsonConstructor]
public sealed record WarningEvent(string Code, string Sentence) : RunEvent
{
    public WarningEvent(string code, Refusal reason)
        : this(code, StoredSentence.Of(reason).Text) => Reason = reason;

    /// <summary>The same as code and values; null in events of older engines.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Refusal? Reason { get; init; }

    /// <summary>In the language of the moment.</summary>
    [JsonIgnore]
    public string Words => StoredSentence.Read(Sentence, Reason);
}
