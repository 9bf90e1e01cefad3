using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>Keras's History: epoch numbers and a list of values a metric (https://keras.io/api/models/model_training_apis/#fit-method).</summary>
public sealed class RunHistory
{
    private readonly List<int> _epochs = [];
    private readonly Dictionary<string, List<double>> _metrics = [];

    public IReadOnlyList<int> Epochs => _epochs;

    public IReadOnlyDictionary<string, List<double>> Metrics => _metrics;

    public void Add(int epoch, IEnumerable<(string Name, double Value)> values)
    {
        if (_epochs.Count > 0 && epoch <= _epochs[^1])
        {
            throw new InvalidOperationException($"Epoch {epoch} is in the history already.");
        }
        _epochs.Add(epoch);
        foreach (var (name, value) in values)
        {
            if (!_metrics.TryGetValue(name, out var list))
            {
                _metrics[name] = list = [];
            }
            list.Add(value);
        }
    }

    /// <summary><c>{"epoch":[...],"history":{"loss":[...],...}}</c>; a value that is not finite is null.</summary>
    public JsonObject ToJson() => new()
    {
        ["epoch"] = new JsonArray([.. _epochs.Select(epoch => JsonValue.Create(epoch))]),
        ["history"] = new JsonObject(_metrics.Select(metric => KeyValuePair.Create<string, JsonNode?>(
            metric.Key,
            new JsonArray([.. metric.Value.Select(value => double.IsFinite(value) ? JsonValue.Create(value) : null)])))),
    };

    public static RunHistory FromJson(JsonElement json)
    {
        var history = new RunHistory();
        history._epochs.AddRange(json.GetProperty("epoch").EnumerateArray().Select(epoch => epoch.GetInt32()));
        foreach (var metric in json.GetProperty("history").EnumerateObject())
        {
            history._metrics[metric.Name] = [.. metric.Value.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble())];
        }
        return history;
    }
}
