using System.Text.Json.Serialization;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>What an import decided or noticed that a person should know of.</summary>
/// <param name="Code">One of <see cref="WarningCodes"/>.</param>
/// <param name="Sentence">In English.</param>
[method: JsonConstructor]
public sealed record ImportWarning(string Code, string Sentence)
{
    public ImportWarning(string code, Refusal reason)
        : this(code, StoredSentence.Of(reason).Text) => Reason = reason;

    /// <summary>The same as code and values; null in reports of older versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Refusal? Reason { get; init; }

    /// <summary>In the language of the moment.</summary>
    [JsonIgnore]
    public string Words => StoredSentence.Read(Sentence, Reason);
}
