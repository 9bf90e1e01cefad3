using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MlOpsDashboard.Core.Training;

/// <summary>What a checkpoint must have been begun with: SHA-256 of what of a spec decides its results. Where the data lies, and how much memory there is, may
/// differ on the machine that resumes.</summary>
public static class SpecHash
{
    /// <summary>Of members that differ from their default alone, so that a member which a later version adds orphans no checkpoint.</summary>
    public static string Of(TrainingSpec spec)
    {
        var own = JsonNode.Parse(TrainingSpecJson.Write(Decisive(spec)))!.AsObject();
        var defaults = JsonNode.Parse(TrainingSpecJson.Write(Lasting(new TrainingSpec())))!.AsObject();
        return Hash(WithoutDefaults(own, defaults).ToJsonString(TrainingSpecJson.Options));
    }

    /// <summary>As checkpoints of format 1 have it: of every member.</summary>
    public static string OfFormat1(TrainingSpec spec) => Hash(TrainingSpecJson.Write(Decisive(spec)));

    /// <summary>Whether a hash, of either rule, is this spec's.</summary>
    public static bool IsOf(string hash, TrainingSpec spec) => hash == Of(spec) || hash == OfFormat1(spec);

    /// <summary>The complete spec without what may differ.</summary>
    public static TrainingSpec Lasting(TrainingSpec spec)
    {
        var complete = TaskMembers.Filled(TrainingSpecJson.Complete(spec), complete: false);
        return complete with
        {
            Data = complete.Data with { Path = "", Stratified = complete.Data.Stratified is true ? true : null },
            Rematerialization = null,
            Version = null,
        };
    }

    // Said or found, it is the same input.
    private static TrainingSpec Decisive(TrainingSpec spec)
    {
        var lasting = Lasting(spec);
        return lasting with { Data = lasting.Data with { Input = null } };
    }

    // Lists are compared whole: what stands in them has no default place.
    private static JsonObject WithoutDefaults(JsonObject own, JsonObject defaults)
    {
        var kept = new JsonObject();
        foreach (var (name, value) in own)
        {
            if (value is JsonObject inner && defaults[name] is JsonObject usual)
            {
                if (WithoutDefaults(inner, usual) is { Count: > 0 } differs)
                    kept[name] = differs;
            }
            else if (!defaults.ContainsKey(name) || !JsonNode.DeepEquals(value, defaults[name]))
                kept[name] = value?.DeepClone();
        }
        return kept;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
