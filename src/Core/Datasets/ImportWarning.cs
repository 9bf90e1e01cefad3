using System.Text.Json.Serialization;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>What an import decided or noticed that a person should know of.</summary>
/// <param name="Code">One of <see cref="WarningCodes"/>.</param>
/// <param name="Sentence">In English.</param>
[method: JsonConstructor]
public sealed record ImportWarning(string Code, string Sentence)
{
    public ImportWarning(string code, Refusal reason)
        : this(code, RefusalText.Of(reason, UserLanguage.English)) => Reason = reason;

    /// <summary>What is said in the language of the reader; null in reports of older versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Refusal? Reason { get; init; }
}
