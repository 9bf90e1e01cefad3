using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlOpsDashboard.Dashboard.Components.Charts;

/// <summary>What a chart's script is told: everything at first and after another look, else the points that came. Pages that show the same options share what
/// was written for one of them.</summary>
internal static class ChartText
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };
    private static readonly ConditionalWeakTable<ChartOptions, string> Written = [];
    private static readonly ConditionalWeakTable<ChartOptions, Step> Steps = [];

    /// <summary>Everything.</summary>
    public static string Of(ChartOptions options) => Written.GetValue(options, o => JsonSerializer.Serialize(o, Json));

    /// <summary>What turns one drawing into the other.</summary>
    /// <returns>A function of the script's and its argument; null where they look the same.</returns>
    public static ChartChange? Between(ChartOptions drawn, ChartOptions options)
    {
        if (ReferenceEquals(drawn, options))
            return null;
        if (Steps.TryGetValue(options, out var known) && known.From.TryGetTarget(out var from) && ReferenceEquals(from, drawn))
            return known.Change;
        var change = Find(drawn, options);
        // Weak, or each step would keep the one before it alive.
        Steps.AddOrUpdate(options, new(new(drawn), change));
        return change;
    }

    private static ChartChange? Find(ChartOptions drawn, ChartOptions options)
    {
        if (!Continues(drawn, options))
            return Of(drawn) == Of(options) ? null : new("update", Of(options));
        var more = options with { Series = [.. options.Series.Select((s, i) => s with { Points = [.. s.Points.Skip(drawn.Series[i].Points.Count)] })] };
        var text = JsonSerializer.Serialize(more, Json);
        if (more.Series.All(s => s.Points.Count == 0) && text == JsonSerializer.Serialize(drawn with { Series = more.Series }, Json))
            return null;
        return new("append", text);
    }

    private static bool Continues(ChartOptions drawn, ChartOptions options)
    {
        if (drawn.Series.Count != options.Series.Count || drawn.Categories.Count > 0 || options.Categories.Count > 0)
            return false;
        foreach (var (old, now) in drawn.Series.Zip(options.Series))
        {
            if ((old.Name, old.Color, old.Dash, old.Faint) != (now.Name, now.Color, now.Dash, now.Faint) || now.Points.Count < old.Points.Count)
                return false;
            for (var i = 0; i < old.Points.Count; i++)
                if (old.Points[i] != now.Points[i])
                    return false;
        }
        return true;
    }

    private sealed record Step(WeakReference<ChartOptions> From, ChartChange? Change);
}

/// <param name="Function"><c>update</c> or <c>append</c> of <c>wwwroot/js/charts.js</c>.</param>
internal sealed record ChartChange(string Function, string Json);
