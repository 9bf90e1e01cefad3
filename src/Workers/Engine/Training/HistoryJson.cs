using System.Text.Json.Serialization;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>A history as files hold it: <c>{"epoch":[...],"history":{"loss":[...],...}}</c>. What is written after each epoch grows with the epochs, so its
/// numbers go to the file a few at a time.</summary>
/// <param name="Epoch">Numbers of the epochs, from 0.</param>
/// <param name="History">A value an epoch for each metric; one that is not finite is null.</param>
public sealed record HistoryJson(
    [property: JsonPropertyName("epoch")] IEnumerable<int> Epoch,
    [property: JsonPropertyName("history")] IReadOnlyDictionary<string, IEnumerable<double?>> History
);
