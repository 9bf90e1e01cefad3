using System.Collections;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>A symbolic shape in Keras's logical layout, batch first; <c>null</c> is a dimension known only at run time. Example: (None, 224, 224, 3).</summary>
public sealed class TensorShape : IReadOnlyList<long?>, IEquatable<TensorShape>
{
    private readonly long?[] dimensions;

    public TensorShape(params IEnumerable<long?> dimensions) => this.dimensions = [.. dimensions];

    public static TensorShape Of(params long?[] dimensions) => new(dimensions);

    public static TensorShape Of(IEnumerable<long> dimensions) => new(dimensions.Select(d => (long?)d));

    public int Rank => dimensions.Length;

    public int Count => dimensions.Length;

    public long? this[int index] => dimensions[index];

    public long? this[Index index] => dimensions[index];

    /// <summary>The number of elements of one sample (the batch dimension left out), or null if a dimension is unknown.</summary>
    public long? ElementsOfSample => dimensions.Skip(1).Aggregate((long?)1, (product, d) => product * d);

    public TensorShape With(int axis, long? value)
    {
        var copy = (long?[])dimensions.Clone();
        copy[axis < 0 ? axis + Rank : axis] = value;
        return new TensorShape(copy);
    }

    /// <summary>The dimension at <paramref name="axis"/>, which a layer needs to know for its weights.</summary>
    public long Known(int axis, string owner) =>
        dimensions[axis < 0 ? axis + Rank : axis]
        ?? throw new Core.RefusedException(new Refusal("graph.shape.axis", ("layer", owner), ("axis", axis), ("received", ToString())));

    public JsonArray ToJson() => new([.. dimensions.Select(d => d is { } known ? JsonValue.Create(known) : (JsonNode?)null)]);

    public static TensorShape FromJson(JsonNode? node) =>
        node is JsonArray array && array.All(item => item is null || (item is JsonValue value && value.TryGetValue<long>(out var dimension) && dimension >= 0))
            ? new TensorShape(array.Select(item => item?.GetValue<long>()))
            : throw new Core.RefusedException(new Refusal("graph.shape.none", RefusalValue.Of("received", node?.ToJsonString())));

    public bool Equals(TensorShape? other) => other is not null && dimensions.AsSpan().SequenceEqual(other.dimensions);

    public override bool Equals(object? obj) => Equals(obj as TensorShape);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var dimension in dimensions)
        {
            hash.Add(dimension);
        }

        return hash.ToHashCode();
    }

    public IEnumerator<long?> GetEnumerator() => ((IEnumerable<long?>)dimensions).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>As Python prints a tuple: (None, 7, 7, 576), (None,).</summary>
    public override string ToString() => $"({string.Join(", ", dimensions.Select(d => d?.ToString() ?? "None"))}{(Rank == 1 ? "," : "")})";
}
