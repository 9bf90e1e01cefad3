using System.Globalization;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Formats.Onnx.Tokenizers;
using MlOpsDashboard.Workers.Engine.Formats.Protobuf;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Texts;

namespace MlOpsDashboard.Workers.Engine.Formats.Onnx;

/// <summary>
/// Writes a network as ONNX, opset 18, float32 (https://onnx.ai/onnx/repo-docs/IR.html). Inputs and outputs are Keras's, pictures as (N, H, W, C); inputs have
/// the names of
/// the input layers, outputs those of the layers they come from. What is written is inference: dropout and augmentation are not in the file.
/// </summary>
public static class OnnxFile
{
    /// <summary>The operator set; 18 gives every layer its meaning, and ONNX Runtime reads it since 1.14.</summary>
    public const int Opset = 18;

    private const int IrVersion = 8;

    /// <summary>A protobuf message, and so an .onnx file, holds at most 2 GiB.</summary>
    private const long Limit = int.MaxValue;

    /// <summary>Layer classes that have a meaning in ONNX.</summary>
    public static IEnumerable<string> SupportedLayers => Emitters.EmitterTable.Known;

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="pipeline">How pictures become the network's input: then the file's only input is <c>image</c>, float32 (N, height, width, channels) of
    /// 0..255 at the size
    /// the network was trained at, and class names and preprocessing stand in its metadata. Null: the network alone.</param>
    /// <param name="end">What makes answers of the outputs; null lets them out as they are.</param>
    /// <param name="texts">How texts become the network's inputs; null where it takes none.</param>
    /// <exception cref="RefusedException">A layer or a setting has no meaning in ONNX (it is named), or the file would be larger than 2 GiB.</exception>
    public static void Save(Network network, string path, PicturePipeline? pipeline = null, OnnxEnd? end = null, OnnxTexts? texts = null)
    {
        var graph = new OnnxGraph();
        string[] outputNames = end is null
            ? [.. network.Outputs.Select((output, i) => OutputName(network, i))]
            : [.. end.Outputs.Select(output => output.Name)];
        TensorShape[] shapes = [.. end?.Outputs.Select(output => output.Shape) ?? network.Outputs.Select(output => output.Shape)];

        // Kept free for the outputs, whatever is called so in between.
        string[] reserved = [.. outputNames.Select(graph.Unique)];
        var emitter = new NetworkEmitter();
        var inputs =
            pipeline is not null ? [Preprocessed(graph, network, pipeline)]
            : texts is { IsInside: true } ? Tokenized(graph, network, texts)
            : Inputs(graph, network);
        var outputs = emitter.Emit(graph, network, inputs);
        graph.Scope = "outputs";
        if (end is not null)
        {
            outputs = end.Emit(graph, [.. outputs.Select(output => output with { Name = emitter.Last(graph, output), ChannelsFirst = false })]);
        }
        for (var i = 0; i < outputs.Count; i++)
        {
            graph.Rename(emitter.Last(graph, outputs[i]), reserved[i]);
            graph.Output(reserved[i], outputs[i].Type, Dimensions(shapes[i], reserved[i]));
        }

        var stored = pipeline?.ToJson() ?? texts?.Stored?.ToJson() ?? Described(texts);
        Write(graph, network, path, [.. Metadata(network), .. Stored(stored), .. Metadata(texts?.Tokenizer)]);
    }

    private static OnnxValue[] Inputs(OnnxGraph graph, Network network) =>
        [
            .. network.Inputs.Select(input =>
            {
                var value = new OnnxValue(graph.Unique(input.Layer.Name), input.Shape, TypeOf(input.DType, input.Layer.Name));
                graph.Input(value.Name, value.Type, Dimensions(input.Shape, value.Name));
                return value;
            }),
        ];

    private static OnnxValue[] Tokenized(OnnxGraph graph, Network network, OnnxTexts texts)
    {
        var text = graph.Unique("text");
        graph.Input(text, OnnxElementType.String, ["batch"]);
        var (ids, mask) = TokenizerEmitter.Emit(graph, texts.Tokenizer, texts.MaxLength, text);
        return
        [
            .. network.Inputs.Select(input =>
            {
                var type = TypeOf(input.DType, input.Layer.Name);
                var numbers = input.Layer.Name switch
                {
                    TextInputs.TokenIds => ids,
                    TextInputs.PaddingMask => mask,
                    _ => graph.Add("Mul", [mask, graph.Whole(0)]),
                };
                return new OnnxValue(graph.Add("Cast", [numbers], ("to", type)), input.Shape, type);
            }),
        ];
    }

    private static OnnxValue Preprocessed(OnnxGraph graph, Network network, PicturePipeline pipeline)
    {
        var format = pipeline.Format;
        var channels = format.ColorMode switch
        {
            "grayscale" => 1L,
            "rgba" => 4,
            _ => 3,
        };
        var shape = TensorShape.Of(null, format.Height, format.Width, channels);
        var expected = network.InputShape;
        if (network.Inputs.Count != 1 || expected.Rank != 4 || expected.Zip(shape).Skip(1).Any(pair => pair.First is { } known && known != pair.Second))
        {
            throw new RefusedException(
                new Refusal(
                    "onnx.input.shape",
                    ("network", network.Name),
                    ("expected", shape.ToString()),
                    ("received", string.Join(", ", network.Inputs.Select(input => input.Shape)))
                )
            );
        }

        var name = graph.Unique("image");
        graph.Input(name, OnnxElementType.Float, Dimensions(shape, name));
        graph.Scope = "preprocessing";
        foreach (var step in pipeline.Preprocessing.Steps)
        {
            float[] numbers = [.. step.Values.Select(value => (float)value)];
            if (numbers.Length > 1 && numbers.Length != channels)
            {
                throw new RefusedException(new Refusal("onnx.preprocessing.values", ("step", step.Op), ("channels", channels), ("received", numbers.Length)));
            }

            string Values() => graph.Constant(numbers, numbers.Length);
            name = step.Op switch
            {
                "swapChannels" => graph.Add("Gather", [name, graph.Wholes([.. Enumerable.Range(1, (int)channels).Select(i => channels - i)])], ("axis", 3)),
                "subtract" => graph.Add("Sub", [name, Values()]),
                "divide" => graph.Add("Div", [name, Values()]),
                "multiply" => graph.Add("Mul", [name, Values()]),
                "add" => graph.Add("Add", [name, Values()]),
                _ => throw new RefusedException(new Refusal("onnx.preprocessing.operation", ("step", step.Op))),
            };
        }

        return new OnnxValue(name, shape);
    }

    private static void Write(OnnxGraph graph, Network network, string path, IReadOnlyList<(string Key, string Value)> metadata)
    {
        var head = graph.Head(network.Name);
        ProtoWriter[] constants = [.. graph.Initializers.Select(constant => constant.Head())];
        var graphLength = head.Length + constants.Sum(field => field.Length) + graph.Initializers.Sum(constant => constant.Bytes);
        var model = new ProtoWriter().Whole(1, IrVersion).Text(2, "MlOpsDashboard").Text(3, typeof(OnnxFile).Assembly.GetName().Version?.ToString(3) ?? "");
        model.Message(8, new ProtoWriter().Text(1, "").Whole(2, Opset));
        foreach (var (domain, version) in graph.Domains)
        {
            model.Message(8, new ProtoWriter().Text(1, domain).Whole(2, version));
        }
        foreach (var (key, value) in metadata)
        {
            model.Message(14, new ProtoWriter().Text(1, key).Text(2, value));
        }

        model.Header(7, graphLength);
        if (model.Length + graphLength > Limit)
        {
            throw new RefusedException(
                new Refusal(
                    "onnx.file.tooLarge",
                    ("network", network.Name),
                    ("received", string.Create(CultureInfo.InvariantCulture, $"{(model.Length + graphLength) / (double)(1 << 30):0.0}"))
                )
            );
        }

        DurableFile.Write(
            path,
            stream =>
            {
                model.CopyTo(stream);
                head.CopyTo(stream);
                foreach (var (field, constant) in constants.Zip(graph.Initializers))
                {
                    field.CopyTo(stream);
                    constant.Write(stream);
                }
            }
        );
    }

    private static IEnumerable<(string Key, string Value)> Metadata(Network network)
    {
        yield return ("keras.name", network.Name);
        yield return ("keras.inputs", new JsonArray([.. network.Inputs.Select(input => JsonValue.Create(input.Layer.Name))]).ToJsonString());
        yield return ("keras.outputs", new JsonArray([.. network.Outputs.Select(output => JsonValue.Create(output.Layer.Name))]).ToJsonString());
    }

    private static IEnumerable<(string Key, string Value)> Stored(string? json) =>
        json is null
            ? []
            : JsonNode
                .Parse(json)!
                .AsObject()
                .Select(pair =>
                    (pair.Key, pair.Value is JsonValue text && text.TryGetValue<string>(out var plain) ? plain : pair.Value?.ToJsonString() ?? "null")
                );

    private static string? Described(OnnxTexts? texts) =>
        texts is null ? null : new JsonObject { ["tokenizer"] = texts.Tokenizer.ToJson(), ["maxLength"] = texts.MaxLength }.ToJsonString();

    private static IEnumerable<(string Key, string Value)> Metadata(ITokenizer? tokenizer)
    {
        if (tokenizer?.Vocabulary is not { } vocabulary)
        {
            return [];
        }
        return vocabulary.Index().FirstOrDefault(token => token.Item.Contains('\0')) is (var number, { })
            ? throw new RefusedException(new Refusal("onnx.tokenizer.nul", ("number", number)))
            : [("vocabulary", string.Join('\n', vocabulary))];
    }

    // As Keras calls it; the second output of one layer gets a number.
    private static string OutputName(Network network, int index)
    {
        var output = network.Outputs[index];
        var earlier = network.Outputs.Take(index).Count(other => other.Layer.Name == output.Layer.Name);
        var name = network.Inputs.Any(input => input.Layer.Name == output.Layer.Name) ? $"{output.Layer.Name}_output" : output.Layer.Name;
        return earlier == 0 ? name : $"{name}_{earlier}";
    }

    private static OnnxElementType TypeOf(string dtype, string layer) =>
        dtype switch
        {
            "float32" or "float16" or "bfloat16" or "float64" => OnnxElementType.Float,
            "int32" => OnnxElementType.Int32,
            "int64" => OnnxElementType.Int64,
            "bool" => OnnxElementType.Bool,
            _ => throw new RefusedException(new Refusal("onnx.input.dtype", ("layer", layer), ("received", dtype))),
        };

    private static IReadOnlyList<object> Dimensions(TensorShape shape, string name) =>
        [
            .. shape.Select(
                (d, axis) =>
                    d is { } known ? (object)known
                    : axis == 0 ? "batch"
                    : $"{name}_{axis}"
            ),
        ];
}
