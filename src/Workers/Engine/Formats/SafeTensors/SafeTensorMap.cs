using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Formats.SafeTensors;

/// <summary>
/// Which tensor of a safetensors file is which Keras weight, declared in JSON:
/// <c>{"transpose":"torch","conv1.weight":"conv1_conv/kernel","fc.weight":{"path":"predictions/kernel","transpose":[1,0]},
/// "bn1.num_batches_tracked":null}</c>. A tensor that is not named stands for the Keras path it is called by; null leaves a tensor out.
/// </summary>
/// <param name="ByTorch">True: kernels lie as PyTorch keeps them (<c>"transpose":"torch"</c>).</param>
/// <param name="Targets">By the tensor's name.</param>
internal sealed record SafeTensorMap(bool ByTorch, IReadOnlyDictionary<string, SafeTensorTarget?> Targets)
{
    private const long LargestFile = 16 << 20;

    /// <summary>Names are Keras paths, axes are Keras's.</summary>
    public static readonly SafeTensorMap Identity = new(false, new Dictionary<string, SafeTensorTarget?>());

    /// <summary>Reads a map's file.</summary>
    /// <exception cref="RefusedException">It is missing or not of that form.</exception>
    public static SafeTensorMap Load(string path)
    {
        var file = new FileInfo(path);
        if (file.Exists && file.Length > LargestFile)
        {
            throw new RefusedException(
                new Refusal("formats.safetensors.mapTooLarge", ("most", LargestFile >> 20), ("file", file.Name), ("bytes", file.Length))
            );
        }

        return Parse(ModelFile.ReadAll(path), file.Name);
    }

    public static SafeTensorMap Parse(ReadOnlyMemory<byte> json, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw Refuse(file, new("formats.expected.object"), document.RootElement.ValueKind);
            }

            var byTorch = false;
            var targets = new Dictionary<string, SafeTensorTarget?>();
            foreach (var item in document.RootElement.EnumerateObject())
            {
                if (item.Name == "transpose")
                {
                    byTorch =
                        item.Value.ValueKind == JsonValueKind.String
                            ? item.Value.GetString() switch
                            {
                                "torch" => true,
                                "none" => false,
                                var other => throw Refuse(file, new("formats.expected.transpose"), other!),
                            }
                            : throw Refuse(file, new("formats.expected.transpose"), item.Value);
                }
                else
                {
                    targets[item.Name] = Target(item.Name, item.Value, file);
                }
            }

            if (targets.Values.OfType<SafeTensorTarget>().GroupBy(target => target.Path).FirstOrDefault(group => group.Count() > 1) is { } twice)
            {
                throw Refuse(file, new("formats.expected.tensorPerWeight"), new Refusal("formats.received.several", ("weight", twice.Key)));
            }

            return new SafeTensorMap(byTorch, targets);
        }
        catch (JsonException fault)
        {
            throw Refuse(file, new("formats.expected.json"), fault.Message);
        }
    }

    private static SafeTensorTarget? Target(string name, JsonElement value, string file)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.String:
                return new SafeTensorTarget(value.GetString()!, null);
            case JsonValueKind.Object
                when value.TryGetProperty("path", out var path)
                    && path.ValueKind == JsonValueKind.String
                    && value.EnumerateObject().All(item => item.Name is "path" or "transpose"):
                return new SafeTensorTarget(path.GetString()!, value.TryGetProperty("transpose", out var order) ? Order(name, order, file) : null);
            default:
                throw Refuse(file, new("formats.expected.mapEntry", ("name", name)), value.GetRawText());
        }
    }

    private static long[] Order(string name, JsonElement order, string file)
    {
        if (order.ValueKind == JsonValueKind.Array && order.GetArrayLength() <= 32)
        {
            long[] axes = [.. order.EnumerateArray().Select(axis => axis.ValueKind == JsonValueKind.Number && axis.TryGetInt64(out var at) ? at : -1)];
            if (axes.Order().SequenceEqual(Enumerable.Range(0, axes.Length).Select(axis => (long)axis)))
            {
                return axes;
            }
        }

        throw Refuse(file, new("formats.expected.mapOrder", ("name", name)), order.GetRawText());
    }

    private static RefusedException Refuse(string file, Refusal expected, object received) =>
        new(new Refusal("formats.safetensors.mapExpects", ("file", file), ("expected", expected), RefusalValue.Of("received", received)));
}

/// <summary>Where a tensor goes.</summary>
/// <param name="Path">The Keras weight's path.</param>
/// <param name="Order">The tensor's axes in Keras's order; null: as the map's rule says.</param>
internal sealed record SafeTensorTarget(string Path, long[]? Order);
