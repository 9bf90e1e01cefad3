using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Engine.Formats.Hdf;
using MlOpsDashboard.Workers.Engine.Formats.HuggingFace;
using MlOpsDashboard.Workers.Engine.Formats.Onnx;
using MlOpsDashboard.Workers.Engine.Formats.SafeTensors;
using MlOpsDashboard.Workers.Engine.Formats.SavedModels;
using MlOpsDashboard.Workers.Engine.Formats.Zip;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Memory;
using MlOpsDashboard.Workers.Engine.Texts;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>Any model file, told apart by its content, not by its name.</summary>
public static class ModelFile
{
    /// <summary>Bytes of the largest model file that is written and read: it is held in memory as one piece.</summary>
    public static readonly long LargestFile = Array.MaxLength;

    // Room for what a file holds besides its numbers.
    private const long Around = 1 << 20;

    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = 256 };

    /// <summary>Opens a .keras or a legacy .h5 model; one as Hugging Face publishes it: a folder, an archive of one, or one of its files; or a SavedModel
    /// that is known: a folder, or a zip or tar archive of one.</summary>
    /// <exception cref="RefusedException">It is none of these, is damaged, or holds what is not supported.</exception>
    public static LoadedModel Load(string path)
    {
        if (HuggingFaceFiles.At(path) is { } published)
        {
            return HuggingFaceModel.Load(published);
        }
        if (Directory.Exists(path))
        {
            var folder = new DiskFolder(path);
            return LoadFolder(folder) ?? throw Unknown(folder);
        }
        var bytes = ReadAll(path);
        var name = Path.GetFileName(path);
        if (LoadArchive(bytes, name) is { } inArchive)
        {
            return inArchive;
        }
        if (bytes.AsSpan().StartsWith("PK"u8))
        {
            return KerasFile.Load(bytes, name);
        }

        if (!HdfFile.LooksLike(bytes))
        {
            throw new RefusedException(
                new Refusal("formats.model.kind", ("file", name), ("received", ForeignFile.Words(bytes) ?? new("formats.foreign.neither")))
            );
        }

        return HdfFile.Read(
            bytes,
            name,
            file => LegacyModel.Fits(file) ? LegacyModel.Load(file) : throw new RefusedException(new Refusal("formats.model.weightsOnly", ("file", name)))
        );
    }

    private static LoadedModel? LoadFolder(ModelFolder folder) =>
        SavedModelFile.Fits(folder) ? SavedModelFile.Load(folder)
        : HuggingFaceFiles.In(folder) is { } files ? HuggingFaceModel.Load(files)
        : PackedModels.Of(folder) is { } packed ? LoadFolder(packed) ?? throw Unknown(packed)
        : null;

    private static LoadedModel? LoadArchive(byte[] bytes, string name) =>
        TarFolder.LooksLike(bytes) ? LoadOnly(new TarFolder(bytes, name))
        : bytes.AsSpan().StartsWith("PK"u8) && !new ZipReader(bytes, name).Names.Contains("model.weights.h5") ? LoadZip(new ZipFolder(bytes, name))
        : null;

    private static LoadedModel LoadOnly(ModelFolder folder) => LoadFolder(folder) ?? throw Unknown(folder);

    // Other zips are Keras's to refuse, unless they hold a part of a published network.
    private static LoadedModel? LoadZip(ModelFolder folder) => LoadFolder(folder) ?? (HuggingFaceFiles.IsPart(folder) ? throw Unknown(folder) : null);

    private static RefusedException Unknown(ModelFolder folder) =>
        new(
            new Refusal(
                "formats.folder.unknown",
                ("folder", folder.Source),
                folder.Names.Count == 0
                    ? ("received", new Refusal("formats.folder.empty"))
                    : ("received", string.Join(", ", folder.Names.Order(StringComparer.Ordinal).Take(10).Select(Layers.Operations.Constants.Short)))
            )
        );

    /// <summary>The endings that <see cref="Save"/> writes.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".keras", ".weights.h5", ".h5", ".hdf5", ".onnx"];

    /// <summary>Refuses a name that <see cref="Save"/> would refuse, before there is anything to save.</summary>
    /// <exception cref="RefusedException">Another ending.</exception>
    public static void RequireEnding(string path)
    {
        if (!Endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
        {
            throw new RefusedException(
                new Refusal(
                    "formats.model.ending",
                    ("endings", string.Join(", ", Endings.SkipLast(1))),
                    ("last", Endings[^1]),
                    ("received", Path.GetFileName(path))
                )
            );
        }
    }

    /// <summary>Writes a model as its file name says: .keras, .weights.h5, .h5, or .onnx (the network alone, see <see cref="OnnxFile"/>).</summary>
    /// <param name="tokenizer">Kept in a .keras file; null for none.</param>
    /// <param name="preprocessing">Kept in a .keras file, as JSON; null for none.</param>
    /// <exception cref="RefusedException">Another ending, or a layer that has no meaning in ONNX.</exception>
    public static void Save(
        Network network,
        string path,
        JsonObject? compileConfig = null,
        OptimizerState? optimizer = null,
        TimeProvider? time = null,
        ITokenizer? tokenizer = null,
        string? preprocessing = null
    )
    {
        RequireEnding(path);
        if (path.EndsWith(".keras", StringComparison.OrdinalIgnoreCase))
        {
            KerasFile.Save(network, path, compileConfig, optimizer, time, tokenizer, preprocessing);
        }
        else if (path.EndsWith(".weights.h5", StringComparison.OrdinalIgnoreCase))
        {
            KerasWeightFile.Save(network, path, optimizer);
        }
        else if (path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            OnnxFile.Save(network, path);
        }
        else
        {
            LegacyModel.Save(network, path, compileConfig, optimizer);
        }
    }

    /// <summary>
    /// Reads weights into a network: .weights.h5 of Keras 3, a legacy .h5 as Keras Applications publishes it (with or without the model around it), or
    /// .safetensors.
    /// </summary>
    /// <param name="map">For .safetensors: a JSON file that says which tensor is which weight; null: the file's name with .json behind it, where there is one,
    /// else tensors are
    /// called by Keras's paths.</param>
    public static void LoadWeights(Network network, string path, string? map = null)
    {
        if (path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            map ??= File.Exists(path + ".json") ? path + ".json" : null;
            SafeTensorWeights.Load(network, path, map is null ? null : SafeTensorMap.Load(map));
            return;
        }

        if (map is not null)
        {
            throw new RefusedException(new Refusal("formats.model.mapWithoutSafeTensors", ("received", Path.GetFileName(path))));
        }

        var bytes = ReadAll(path);
        var name = Path.GetFileName(path);
        if ((bytes.AsSpan().StartsWith("PK"u8) ? ForeignFile.Words(new ZipReader(bytes, name).Names) : ForeignFile.Words(bytes)) is { } words)
        {
            throw new RefusedException(new Refusal("formats.weights.otherFile", ("file", name), ("received", words)));
        }
        HdfFile.Read(
            bytes,
            name,
            file =>
            {
                if (LegacyWeights.Fits(file.Root))
                {
                    LegacyWeights.Load(network, file.Root);
                }
                else if (file.Root.Group("model_weights") is { } inside)
                {
                    LegacyWeights.Load(network, inside);
                }
                else if (KerasWeightFile.Fits(file))
                {
                    KerasWeightFile.Load(network, file);
                }
                else
                {
                    throw new RefusedException(new Refusal("formats.weights.hdfWithoutLayers", ("file", name)));
                }

                return true;
            }
        );
    }

    internal static byte[] ReadAll(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RefusedException(new Refusal("formats.file.missing", ("path", path)));
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(path))
        {
            throw new RefusedException(new Refusal("formats.file.folder", ("path", path)));
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException)
        {
            throw new RefusedException(new Refusal("formats.file.unreadable", ("path", path), ("fault", fault.Message)));
        }
    }

    internal static JsonObject ParseJson(string text, Refusal what)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Limits) as JsonObject
                ?? throw new RefusedException(new Refusal("formats.json.notObject", ("what", what)));
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            throw new RefusedException(new Refusal("formats.json.damaged", ("what", what), ("fault", fault.Message)));
        }
    }

    /// <summary>Memory for a weight file: as large as its numbers from the start, so that it need not grow by copying itself.</summary>
    /// <exception cref="RefusedException">It would be larger than <see cref="LargestFile"/>.</exception>
    internal static TensorStream Buffer(Network network, OptimizerState? optimizer) =>
        new(Size(network.CountParams() + (optimizer?.Variables.Sum(variable => variable.Value.numel()) ?? 0), LargestFile));

    /// <summary>Bytes of a file with so many numbers.</summary>
    /// <exception cref="RefusedException">More than <paramref name="largest"/>.</exception>
    internal static long Size(long numbers, long largest) =>
        (sizeof(float) * numbers) + Around is var bytes && bytes <= largest
            ? bytes
            : throw new RefusedException(
                new Refusal(RefusalKind.TooLarge, "model.file.tooLarge", RefusalValue.OfBytes("bytes", bytes), RefusalValue.OfBytes("most", largest))
            );

    /// <summary>Whole or not there, whatever fails on the way.</summary>
    internal static void WriteDurably(string path, Network network, OptimizerState? optimizer, Action<Stream> write)
    {
        // Numbers that a file names lie in tensors until it is written.
        using var scope = NewDisposeScope();
        using var memory = Buffer(network, optimizer);
        write(memory);
        DurableFile.Write(path, stream => stream.Write(memory.Written.Span));
    }
}
