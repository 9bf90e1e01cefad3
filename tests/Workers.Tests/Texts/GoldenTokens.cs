using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Tests.Golden;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Texts;

/// <summary>The strings of <c>tests/Golden/text/bert-tokens.json</c> as a network takes them.</summary>
internal static class GoldenTokens
{
    public static string Folder(string name) => Repository.Golden("text", name);

    public static JsonObject Json(string name) => GoldenData.Json("text", name);

    /// <summary>Token ids, padding mask and segment ids of rows, each (N, 64).</summary>
    /// <param name="cases">Rows of the list; null: all.</param>
    public static Tensor[] Inputs(string list, int[]? cases = null)
    {
        var rows = Json("bert-tokens.json")[list]!.AsArray();
        JsonNode[] chosen = [.. (cases ?? [.. Enumerable.Range(0, rows.Count)]).Select(index => rows[index]!)];
        return [.. new[] { "input_ids", "attention_mask", "token_type_ids" }.Select(key => Whole(chosen, key))];
    }

    public static int[] Cases(JsonObject json) => [.. json["batch_cases"]!.AsArray().Select(index => index!.GetValue<int>())];

    private static Tensor Whole(JsonNode[] rows, string key) =>
        tensor([.. rows.SelectMany(row => row[key]!.AsArray()).Select(number => number!.GetValue<int>())], [rows.Length, rows[0][key]!.AsArray().Count]);
}
