using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Formats.Hdf;
using MlOpsDashboard.Workers.Engine.Formats.Zip;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>Keras 3's model file (.keras): a zip of metadata.json, config.json and model.weights.h5 (https://keras.io/guides/serialization_and_saving/).</summary>
public static class KerasFile
{
    /// <summary>The version of Keras whose layout is written.</summary>
    public const string KerasVersion = "3.15.1";

    private const long LargestJson = 64 << 20;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static LoadedModel Load(string path) => Load(ModelFile.ReadAll(path), Path.GetFileName(path));

    internal static LoadedModel Load(byte[] bytes, string source)
    {
        var zip = new ZipReader(bytes, source);
        var config = ModelFile.ParseJson(System.Text.Encoding.UTF8.GetString(zip.Read("config.json", LargestJson).Span), "config.json");
        var version = zip.Names.Contains("metadata.json") ? Version(ModelFile.ParseJson(System.Text.Encoding.UTF8.GetString(zip.Read("metadata.json", LargestJson).Span), "metadata.json")) : null;
        var network = Sound(() => NetworkReader.Read(LegacyConfig.Modernize(config, version)));
        var (optimizer, layout) = HdfFile.Read(zip.Read("model.weights.h5", int.MaxValue), source, file =>
        {
            var layout = KerasWeightFile.Load(network, file);
            // Optimisers of Keras 2 keep other variables: training begins anew.
            return (layout == WeightLayout.Keras3 ? KerasWeightFile.LoadOptimizer(file) : null, layout);
        });
        Vocabularies.Load(network, path => zip.Names.Contains(path) ? zip.Read(path, LargestJson) : (ReadOnlyMemory<byte>?)null, layout);
        return new LoadedModel(network, config["compile_config"] as JsonObject is { Count: > 0 } compiled ? compiled : null, optimizer);
    }

    private static string? Version(JsonObject metadata) => metadata["keras_version"] is JsonValue value && value.TryGetValue<string>(out var version) ? version : null;

    // Every layer checks its own config; what slips through as JSON of the wrong kind is the file's fault all the same.
    internal static Network Sound(Func<Network> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is InvalidOperationException or FormatException or ArgumentException or OverflowException or InvalidCastException)
        {
            throw new Core.RefusedException($"Expected the model's config to describe a network. Received values of another kind: {Layers.Operations.Constants.Short(fault.Message)}");
        }
    }

    /// <summary>Writes a model so that it is whole or not there: to a temporary file, flushed, then renamed.</summary>
    /// <param name="compileConfig">Keras's compile_config (optimizer, loss, metrics); null for a model that was not compiled.</param>
    /// <param name="optimizer">The optimiser's state; needs a compile config.</param>
    public static void Save(Network network, string path, JsonObject? compileConfig = null, OptimizerState? optimizer = null, TimeProvider? time = null)
        => Core.Storage.DurableFile.Write(path, stream => Save(network, stream, compileConfig, optimizer, time));

    public static void Save(Network network, Stream output, JsonObject? compileConfig = null, OptimizerState? optimizer = null, TimeProvider? time = null)
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
        StoredZipWriter.Write(output,
        [
            ("metadata.json", JsonSerializer.SerializeToUtf8Bytes(metadata, Plain)),
            ("config.json", JsonSerializer.SerializeToUtf8Bytes(config, Plain)),
            .. Vocabularies.Of(network),
            ("model.weights.h5", weights.Written),
        ]);
    }
}
