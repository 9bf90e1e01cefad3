using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Operations;

/// <summary>One call of an operation: its tensors, and its arguments by place, by keyword, or from what the operation was made with.</summary>
internal sealed class OperationCall(Operation operation, CallArguments arguments, IReadOnlyList<Tensor> inputs)
{
    private const int LongestConstant = 1 << 24;
    private const int MostPlaces = 1 << 24;
    private const int MostParts = 1 << 16;

    /// <summary>The first argument.</summary>
    public Tensor X => Tensor(0, "x");

    /// <summary>The first argument, whole numbers as float32.</summary>
    public Tensor Float => AsFloat(X);

    public IReadOnlyList<Tensor> Inputs => inputs;

    private Device Device => inputs.FirstOrDefault(input => input.device_type != TorchSharp.DeviceType.CPU)?.device ?? CPU;

    /// <summary>True for a tensor that has a shape but no numbers (<see cref="OperationProbe"/>).</summary>
    public static bool IsEmpty(Tensor x) => x.device_type == TorchSharp.DeviceType.META;

    /// <summary>A function of each element. Not all of libtorch's work on tensors without numbers: there the type is asked of a single element.</summary>
    public static Tensor Each(Tensor x, Func<Tensor, Tensor> function) =>
        IsEmpty(x) ? empty(x.shape, function(zeros([1], x.dtype)).dtype, x.device) : function(x);

    /// <summary>The same of two tensors whose shapes broadcast.</summary>
    public static Tensor Each(Tensor a, Tensor b, Func<Tensor, Tensor, Tensor> function)
    {
        static Tensor One(Tensor x) => zeros(x.dim() == 0 ? [] : [1L], x.dtype);
        return IsEmpty(a) || IsEmpty(b)
            ? empty((AsFloat(a) + AsFloat(b)).shape, function(One(a), One(b)).dtype, IsEmpty(a) ? a.device : b.device)
            : function(a, b);
    }

    public static Tensor AsFloat(Tensor x) => x.is_floating_point() ? x : x.to_type(ScalarType.Float32);

    public JsonNode? Node(int place, string key) => place < arguments.Positional.Count ? arguments.Positional[place] : Setting(key);

    public JsonNode? Setting(string key) => arguments.Keywords[key] ?? operation.Settings[key];

    public Tensor Tensor(int place, string key) => Tensor(Node(place, key), key);

    public Tensor Tensor(JsonNode? node, string key)
    {
        if (node is JsonObject item && item["$"] is { } at)
        {
            return inputs[at.GetValue<int>()];
        }

        if (node is JsonArray list && HoldsTensors(list))
        {
            return stack([.. list.Select(part => Tensor(part, key))]);
        }

        var (value, type) = Constants.IsTensor(node) ? (node!["config"]!["value"], node["config"]!["dtype"]?.ToString()) : (node, null);
        List<double> numbers = [];
        List<long> shape = [];
        var kind = Constants.Read(value, numbers, shape, LongestConstant) ?? throw Refuse(key, new("layer.setting.tensorOrNumbers"), node);
        var target = type is not null ? DTypes.Of(type) ?? throw Refuse(key, new("layer.setting.typedNumbers"), type) : kind;
        var constant =
            kind == ScalarType.Float32 ? tensor(numbers.Select(number => (float)number).ToArray()) : tensor(numbers.Select(number => (long)number).ToArray());
        return constant.reshape(shape.ToArray()).to_type(target).to(Device);
    }

    /// <summary>A list of tensors, or a tensor as the list of its slices.</summary>
    public IReadOnlyList<Tensor> Tensors(int place, string key) =>
        Node(place, key) switch
        {
            JsonArray { Count: > 0 } list => [.. list.Select(part => Tensor(part, key))],
            JsonObject single when single["$"] is not null => [Tensor(single, key)],
            var other => throw Refuse(key, new("layer.setting.tensors"), other),
        };

    public bool Has(string key) => Setting(key) is not null;

    public bool Flag(string key, bool fallback = false) =>
        Setting(key) is not { } node ? fallback
        : node is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag
        : throw Refuse(key, new("layer.setting.flag"), node);

    public string Text(string key, string fallback) =>
        Setting(key) is not { } node ? fallback
        : node is JsonValue value && value.TryGetValue<string>(out var text) ? text
        : throw Refuse(key, new("layer.setting.text"), node);

    public double Number(string key, double fallback) =>
        Setting(key) is not { } node ? fallback : Constants.Number(node) ?? throw Refuse(key, new("layer.setting.number"), node);

    public long Int(string key, long fallback) => Setting(key) is { } node ? Whole(node, key) : fallback;

    public long Int(string key) => Whole(Setting(key), key);

    /// <summary>Whole numbers; null stands for -1, a tensor for its values.</summary>
    public long[] Ints(JsonNode? node, string key) =>
        node switch
        {
            JsonArray list => [.. list.Select(part => part is null ? -1 : Whole(part, key))],
            JsonObject => Values(Tensor(node, key), key),
            _ => [Whole(node, key)],
        };

    /// <summary>The axes of an input of that rank, from 0 up; all of them where none is given.</summary>
    public long[] Axes(string key, Tensor x)
    {
        var rank = x.dim();
        return Setting(key) is not { } node
            ? [.. Enumerable.Range(0, (int)rank).Select(axis => (long)axis)]
            : [.. Ints(node, key).Select(axis => Axis(axis, rank)).Distinct()];
    }

    public long Axis(string key, long fallback, long rank) => Axis(Int(key, fallback), rank);

    public long Axis(long axis, long rank) =>
        axis < -rank || axis >= rank ? throw operation.Refusal(new("layer.expected.axisOf", ("rank", rank)), axis)
        : axis < 0 ? axis + rank
        : axis;

    /// <summary>A count of places or parts that is listed one by one; a file may claim any.</summary>
    public long Listed(long count, string key, long most = MostPlaces) =>
        count >= 0 && count <= most ? count : throw Refuse(key, new("layer.setting.mostPlaces", ("most", most.ToString())), count);

    public long Whole(JsonNode? node, string key) =>
        Constants.Number(node) is { } number && Math.Abs(number) <= int.MaxValue && number == Math.Floor(number) ? (long)number
        : node is JsonObject && Values(Tensor(node, key), key) is [var only] ? only
        : throw Refuse(key, new("layer.setting.wholeNumber"), node);

    public RefusedException Refuse(string key, Refusal expected, object? received) =>
        operation.Refusal(
            new("layer.expected.keyToBe", ("key", key), ("expected", expected)),
            received is Refusal ? received : Constants.Short(received is JsonNode node ? node.ToJsonString() : received?.ToString() ?? "null")
        );

    /// <summary>The slices along an axis.</summary>
    public Tensor[] Unbind(Tensor x, long axis)
    {
        Listed(x.shape[axis], "axis", MostParts);
        return x.unbind((int)axis);
    }

    private long[] Values(Tensor values, string key)
    {
        if (values.device_type == TorchSharp.DeviceType.META || values.dim() > 1)
        {
            throw Refuse(key, new("layer.setting.constant"), new Refusal("layer.received.tensor"));
        }

        return values.to_type(ScalarType.Int64).cpu().contiguous().data<long>().ToArray();
    }

    private static bool HoldsTensors(JsonArray list) =>
        list.Any(part => part is JsonObject item ? item["$"] is not null : part is JsonArray inner && HoldsTensors(inner));
}
