using System.Text.Json.Serialization;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets;

/// <param name="Code"><c>not-an-image</c>, <c>truncated</c>, <c>too-large</c>, <c>duplicate</c>, <c>path</c>, <c>link</c>, <c>empty</c>, <c>no-class</c>,
/// <c>limit</c>, <c>bad-crc</c> (an archive entry that is not what its headers say), <c>encrypted</c>, <c>unsupported</c> (packing), <c>unreadable</c>,
/// <c>archive</c> (an archive in what is imported).</param>
/// <param name="Sentence">In English.</param>
[method: JsonConstructor]
public sealed record RefusedFile(string Path, string Code, string Sentence)
{
    public RefusedFile(string path, string code, Refusal reason)
        : this(path, code, StoredSentence.Of(reason).Text) => Reason = reason;

    /// <summary>The same as code and values; null in reports of older versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Refusal? Reason { get; init; }

    /// <summary>In the language of the moment.</summary>
    [JsonIgnore]
    public string Words => StoredSentence.Read(Sentence, Reason);
}
