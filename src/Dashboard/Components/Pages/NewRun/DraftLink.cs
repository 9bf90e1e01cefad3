using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Dashboard.Components.Pages.NewRun;

/// <summary>A spec as a short text for the page's address, so that a reload, a lost circuit, a restarted server or a colleague gets the same form.</summary>
/// <remarks>Brotli over the spec's JSON, base64url: about 500 characters. Reading is bounded, since anybody can write an address.</remarks>
public static class DraftLink
{
    private static readonly TextResource Texts = new(typeof(NewRunTexts));

    private const int LongestText = 8_192;
    private const int LongestJson = 64 * 1_024;

    public static string Encode(TrainingSpec spec)
    {
        var json = Encoding.UTF8.GetBytes(System.Text.Json.JsonSerializer.Serialize(spec, Compact));
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            brotli.Write(json);
        return Base64Url.EncodeToString(packed.ToArray());
    }

    public static Outcome<TrainingSpec> Decode(string text)
    {
        var refusal = Refusal.OfSentence(Texts["UnreadDraft"]);
        if (text.Length > LongestText || !Base64Url.IsValid(text))
            return Outcome<TrainingSpec>.Refused(refusal);
        try
        {
            using var brotli = new BrotliStream(new MemoryStream(Base64Url.DecodeFromChars(text)), CompressionMode.Decompress);
            var json = new byte[LongestJson];
            var length = brotli.ReadAtLeast(json, json.Length, throwOnEndOfStream: false);
            if (length == json.Length)
                return Outcome<TrainingSpec>.Refused(refusal);
            return TrainingSpecJson.Parse(Encoding.UTF8.GetString(json, 0, length));
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or FormatException)
        {
            return Outcome<TrainingSpec>.Refused(refusal);
        }
    }

    private static System.Text.Json.JsonSerializerOptions Compact { get; } = new(TrainingSpecJson.Options) { WriteIndented = false };
}
