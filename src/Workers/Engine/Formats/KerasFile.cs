using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Engine.Formats.Hdf;
using MlOpsDashboard.Workers.Engine.Formats.Zip;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Reading;
using MlOpsDashboard.Workers.Engine.Texts;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>Keras 3's model file (.keras): a zip of metadata.json, config.json and model.weights.h5
/// (https://keras.io/guides/serialization_and_saving/).</summary>
public static class KerasFile
{
    /// <summary>The version of Keras whose layout is written.</summary>
    public const string KerasVersion = "3.15.1";

    /// <summary>Most numbers that a layer may give for one sample: 512 MiB of float32.</summary>
    public const long LargestOutput = 1 << 27;

    /// <summary>The entry that says how pictures or texts become the network's inputs, and what its outputs are called.</summary>
    public const string Preprocessing = "preprocessing.json";

    private const long LargestJson = 64 << 20;

    public static LoadedModel Load(string path) => Load(ModelFile.ReadAll(path), Path.GetFileName(path));

    internal static LoadedModel Load(byte[] bytes, string source)
    {
        var zip = new ZipReader(bytes, source);
        if (ForeignFile.Words(zip.Names) is { } words)
        {
            throw new Core.RefusedException(new Refusal("formats.model.kind", ("file", source), ("received", words)));
        }
        var config = ModelFile.ParseJson(
            Encoding.UTF8.GetString(zip.Read("config.json", LargestJson).Span),
            new("formats.json.member", ("name", "config.json"))
        );
        var version = zip.Names.Contains("metadata.json")
            ? Version(
                ModelFile.ParseJson(Encoding.UTF8.GetString(zip.Read("metadata.json", LargestJson).Span), new("formats.json.member", ("name", "metadata.json")))
            )
            : null;
        var network = Sound(() => NetworkReader.Read(LegacyConfig.Modernize(config, version)));
        var (optimizer, layout) = HdfFile.Read(
            zip.Read("model.weights.h5", int.MaxValue),
            source,
            file =>
            {
                var layout = KerasWeightFile.Load(network, file);
                // Optimisers of Keras 2 keep other variables: training begins anew.
                return (layout == WeightLayout.Keras3 ? KerasWeightFile.LoadOptimizer(file) : null, layout);
            }
        );
        Vocabularies.Load(network, path => zip.Names.Contains(path) ? zip.Read(path, LargestJson) : (ReadOnlyMemory<byte>?)null, layout);
        return new LoadedModel(network, config["compile_config"] as JsonObject is { Count: > 0 } compiled ? compiled : null, optimizer)
        {
            Tokenizer = TokenizerIn(zip),
        };
    }

    /// <summary>The entry <see cref="Preprocessing"/> of a model file; null where it has none or is no zip.</summary>
    /// <exception cref="Core.RefusedException">A damaged archive.</exception>
    public static string? PreprocessingIn(string path)
    {
        var bytes = ModelFile.ReadAll(path);
        if (!bytes.AsSpan().StartsWith("PK"u8))
        {
            return null;
        }
        var zip = new ZipReader(bytes, Path.GetFileName(path));
        return zip.Names.Contains(Preprocessing) ? Encoding.UTF8.GetString(zip.Read(Preprocessing, LargestJson).Span) : null;
    }

    /// <summary>Puts another entry <see cref="Preprocessing"/> into a file that <see cref="Save(Network, string, JsonObject?, OptimizerState?, TimeProvider?, ITokenizer?, string?)"/> wrote; all else stays as it is.</summary>
    public static void SetPreprocessing(string path, string json)
    {
        var zip = new ZipReader(ModelFile.ReadAll(path), Path.GetFileName(path));
        var entries = zip.Names.Select(name => (name, name == Preprocessing ? Encoding.UTF8.GetBytes(json) : zip.Read(name, int.MaxValue))).ToList();
        DurableFile.Write(path, stream => StoredZipWriter.Write(stream, entries));
    }

    private static ITokenizer? TokenizerIn(ZipReader zip)
    {
        if (!zip.Names.Contains(TokenizerFile.Description))
        {
            return null;
        }
        var json = ModelFile.ParseJson(
            Encoding.UTF8.GetString(zip.Read(TokenizerFile.Description, LargestJson).Span),
            new("formats.json.member", ("name", TokenizerFile.Description))
        );
        using var vocabulary = zip.Names.Contains(TokenizerFile.VocabularyName)
            ? new MemoryStream(zip.Read(TokenizerFile.VocabularyName, LargestJson).ToArray())
            : null;
        return TokenizerFile.Read(json, vocabulary);
    }

    private static IEnumerable<(string Name, ReadOnlyMemory<byte> Bytes)> TokenizerEntries(ITokenizer? tokenizer)
    {
        if (tokenizer is null)
        {
            yield break;
        }
        yield return (TokenizerFile.Description, KerasJson.Bytes(tokenizer.ToJson()));
        if (tokenizer.Vocabulary is not null)
        {
            using var vocabulary = new MemoryStream();
            TokenizerFile.WriteVocabulary(tokenizer, vocabulary);
            yield return (TokenizerFile.VocabularyName, vocabulary.ToArray());
        }
    }

    private static string? Version(JsonObject metadata) =>
        metadata["keras_version"] is JsonValue value && value.TryGetValue<string>(out var version) ? version : null;

    // Every layer checks its own config; what slips through as JSON of the wrong kind is the file's fault all the same.
    internal static Network Sound(Func<Network> read)
    {
        try
        {
            return Bounded(read());
        }
        catch (Exception fault) when (fault is InvalidOperationException or FormatException or ArgumentException or OverflowException or InvalidCastException)
        {
            throw new Core.RefusedException(new Refusal("formats.model.notNetwork", ("fault", Layers.Operations.Constants.Short(fault.Message))));
        }
    }

    // A few bytes of a config can ask for any amount of memory (repeat, tile, pad, resize); what is open until a sample comes is bounded by the sample.
    private static Network Bounded(Network network)
    {
        foreach (var node in network.WithInside().OfType<Network>().SelectMany(inner => inner.Nodes))
        {
            if (
                node.Outputs.FirstOrDefault(output => output.Shape.Skip(1).Aggregate(1.0, (product, size) => product * (size ?? 1)) > LargestOutput) is
                { } output
            )
            {
                throw new Core.RefusedException(
                    new Refusal(
                        "formats.layer.outputTooLarge",
                        ("layer", Layers.Operations.Constants.Short(node.Layer.Name)),
                        ("class", Layers.Operations.Constants.Short(node.Layer.ClassName)),
                        ("most", LargestOutput),
                        ("received", output.Shape.ToString())
                    )
                );
            }
        }
        return network;
    }

    /// <summary>Writes a model so that it is whole or not there: to a temporary file, flushed, then renamed.</summary>
    /// <param name="compileConfig">Keras's compile_config (optimizer, loss, metrics); null for a model that was not compiled.</param>
    /// <param name="optimizer">The optimiser's state; needs a compile config.</param>
    /// <param name="tokenizer">How texts become the network's inputs, as files of its own that Keras passes over; null for none.</param>
    /// <param name="preprocessing">How pictures or texts become its inputs and what its outputs are called, as JSON, in a file that Keras passes over.</param>
    public static void Save(
        Network network,
        string path,
        JsonObject? compileConfig = null,
        OptimizerState? optimizer = null,
        TimeProvider? time = null,
        ITokenizer? tokenizer = null,
        string? preprocessing = null
    ) => DurableFile.Write(path, stream => Save(network, stream, compileConfig, optimizer, time, tokenizer, preprocessing));

    public static void Save(
        Network network,
        Stream output,
        JsonObject? compileConfig = null,
        OptimizerState? optimizer = null,
        TimeProvider? time = null,
        ITokenizer? tokenizer = null,
        string? preprocessing = null
    )
    {
        var config = NetworkConfig.Describe(network);
        if (compileConfig is not null)
        {
            config["compile_config"] = compileConfig.DeepClone();
        }

        var metadata = new JsonObject
        {
            ["keras_version"] = KerasVersion,
            ["date_saved"] = (time ?? TimeProvider.System).GetLocalNow().ToString("yyyy-MM-dd@HH:mm:ss", CultureInfo.InvariantCulture),
        };
        // Numbers that the weight file names lie in tensors until it is written.
        using var scope = NewDisposeScope();
        using var weights = ModelFile.Buffer(network, optimizer);
        KerasWeightFile.Build(network, optimizer).Write(weights);
        StoredZipWriter.Write(
            output,
            [
                ("metadata.json", KerasJson.Bytes(metadata)),
                ("config.json", KerasJson.Bytes(config)),
                .. Vocabularies.Of(network),
                .. TokenizerEntries(tokenizer),
                .. preprocessing is null ? [] : (IEnumerable<(string, ReadOnlyMemory<byte>)>)[(Preprocessing, Encoding.UTF8.GetBytes(preprocessing))],
                ("model.weights.h5", weights.Written),
            ]
        );
    }
}
