using System.Text.Json.Serialization;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>A row of a table that is not read.</summary>
/// <param name="Line">Where it begins in the file, from 1.</param>
/// <param name="Code"><c>cells</c> (not as many as there are columns), <c>quotes</c>, <c>empty</c>, <c>too-long</c>, <c>encoding</c>, <c>control</c>,
/// <c>label</c>, <c>number</c>, <c>split</c>, <c>weight</c>, <c>json</c>, <c>duplicate</c>.</param>
/// <param name="Sentence">In English.</param>
[method: JsonConstructor]
public sealed record RefusedRow(int Line, string Code, string Sentence)
{
    public RefusedRow(int line, string code, Refusal reason)
        : this(line, code, StoredSentence.Of(reason).Text) => Reason = reason;

    /// <summary>The same as code and values.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Refusal? Reason { get; init; }

    /// <summary>In the language of the moment.</summary>
    [JsonIgnore]
    public string Words => StoredSentence.Read(Sentence, Reason);
}
