using System.Collections;
using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Metrics;

/// <summary>Values of metrics by name, in the order in which they were measured. Never changes; equal to another with the same names, order and
/// values.</summary>
/// <remarks>As JSON an object of numbers and nulls: <c>{"loss":0.5,"val_loss":null}</c>.</remarks>
[JsonConverter(typeof(MetricValuesConverter))]
public sealed class MetricValues : IReadOnlyCollection<KeyValuePair<string, double?>>, IEquatable<MetricValues>
{
    private readonly KeyValuePair<string, double?>[] values;

    /// <exception cref="ArgumentException">A name is empty or stands there twice.</exception>
    public MetricValues(IEnumerable<KeyValuePair<string, double?>> values)
    {
        this.values = [.. values];
        // A handful: looking back is quicker than a set, and a page reads thousands of these.
        for (var i = 0; i < this.values.Length; i++)
            if (this.values[i].Key is var name && (string.IsNullOrEmpty(name) || Place(this.values.AsSpan(0, i), name) >= 0))
                throw new ArgumentException(
                    $"Expected each metric once, by its name; received \"{name}\" {(string.IsNullOrEmpty(name) ? "as a name" : "twice")}.",
                    nameof(values)
                );
    }

    public static MetricValues None { get; } = new([]);

    public int Count => values.Length;

    public IEnumerable<string> Names => values.Select(v => v.Key);

    /// <summary>The value; null where it was not measured or not finite.</summary>
    public double? this[string name] => Place(values, name) is >= 0 and var at ? values[at].Value : null;

    public static MetricValues Of(params ReadOnlySpan<(string Name, double? Value)> values)
    {
        var pairs = new KeyValuePair<string, double?>[values.Length];
        for (var i = 0; i < values.Length; i++)
            pairs[i] = new(values[i].Name, values[i].Value);
        return new(pairs);
    }

    public bool Has(string name) => Place(values, name) >= 0;

    /// <summary>These, and the others in the place of those of the same name.</summary>
    public MetricValues With(MetricValues others) =>
        new([.. values.Select(v => others.Has(v.Key) ? new(v.Key, others[v.Key]) : v), .. others.values.Where(o => !Has(o.Key))]);

    /// <summary>The same with null for each value that is not finite.</summary>
    public MetricValues Finite() =>
        values.All(v => v.Value is not { } n || double.IsFinite(n))
            ? this
            : new(values.Select(v => new KeyValuePair<string, double?>(v.Key, v.Value is { } n && double.IsFinite(n) ? n : null)));

    public bool Equals(MetricValues? other) => other is not null && values.AsSpan().SequenceEqual(other.values);

    public override bool Equals(object? obj) => Equals(obj as MetricValues);

    public override int GetHashCode() => values.Aggregate(0, (hash, v) => HashCode.Combine(hash, v.Key, v.Value));

    public override string ToString() => string.Join(", ", values.Select(v => FormattableString.Invariant($"{v.Key} {v.Value}")));

    public IEnumerator<KeyValuePair<string, double?>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, double?>>)values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Where a name stands; -1 where it does not.</summary>
    internal static int Place(ReadOnlySpan<KeyValuePair<string, double?>> values, string name)
    {
        for (var i = 0; i < values.Length; i++)
            if (values[i].Key == name)
                return i;
        return -1;
    }
}
