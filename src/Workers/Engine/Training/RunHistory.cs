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
            // Epochs before a branch may not have measured it.
            list.AddRange(Enumerable.Repeat(double.NaN, _epochs.Count - 1 - list.Count));
            list.Add(value);
        }
        foreach (var list in _metrics.Values.Where(list => list.Count < _epochs.Count))
        {
            list.Add(double.NaN);
        }
    }

    /// <summary>A view of this history, for a serializer; it holds no numbers of its own.</summary>
    public HistoryJson ToJson() =>
        new(_epochs, _metrics.ToDictionary(metric => metric.Key, metric => metric.Value.Select(value => double.IsFinite(value) ? value : (double?)null)));

    public static RunHistory FromJson(HistoryJson json)
    {
        var history = new RunHistory();
        history._epochs.AddRange(json.Epoch);
        foreach (var (name, values) in json.History)
        {
            history._metrics[name] = [.. values.Select(value => value ?? double.NaN)];
        }
        return history;
    }
}
