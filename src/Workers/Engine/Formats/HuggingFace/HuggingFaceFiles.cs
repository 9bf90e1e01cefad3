using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Formats.SafeTensors;

namespace MlOpsDashboard.Workers.Engine.Formats.HuggingFace;

/// <summary>The files of a model as Hugging Face publishes it, side by side in a folder or in an archive of one.</summary>
internal abstract class HuggingFaceFiles
{
    /// <summary>What makes a folder with a config.json one of Hugging Face's.</summary>
    private static readonly string[] Marks =
    [
        "model.safetensors",
        "model.safetensors.index.json",
        "pytorch_model.bin",
        "tf_model.h5",
        "flax_model.msgpack",
        "vocab.txt",
        "tokenizer.json",
        "tokenizer_config.json",
    ];

    private const string Config = "config.json";

    /// <summary>How refusals call it.</summary>
    public abstract string Name { get; }

    public abstract bool Has(string file);

    /// <exception cref="RefusedException">It is not there, or is larger than <paramref name="most"/> bytes.</exception>
    public abstract ReadOnlyMemory<byte> Read(string file, long most);

    public abstract SafeTensorFile OpenTensors(string file);

    /// <summary>The folder that a path means: itself, or the one that a model's single file (config.json, model.safetensors, vocab.txt) stands in; null where
    /// it is none of Hugging Face's.</summary>
    public static HuggingFaceFiles? At(string path)
    {
        var folder =
            Directory.Exists(path) ? path
            : Path.GetFileName(path) is var file && (file == Config || Marks.Contains(file)) ? Path.GetDirectoryName(Path.GetFullPath(path))
            : null;
        return folder is not null && File.Exists(Path.Combine(folder, Config)) && Marks.Any(mark => File.Exists(Path.Combine(folder, mark)))
            ? new OfFolder(folder)
            : null;
    }

    /// <summary>Those inside an archive, at its top or in the one of its folders that holds a model; null where there are none.</summary>
    public static HuggingFaceFiles? In(ModelFolder archive) =>
        archive.Holding(Config).FirstOrDefault(folder => Marks.Any(folder.Names.Contains)) is { } found ? new OfArchive(found) : null;

    /// <summary>Whether a folder or archive holds files of such a model, though not all that it takes.</summary>
    public static bool IsPart(ModelFolder folder) => Marks.Any(mark => folder.Holding(mark).Any());

    // Links are followed: a cache of Hugging Face's own keeps every file behind one.
    private sealed class OfFolder(string folder) : HuggingFaceFiles
    {
        public override string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

        public override bool Has(string file) => File.Exists(Path.Combine(folder, file));

        public override ReadOnlyMemory<byte> Read(string file, long most)
        {
            var path = Path.Combine(folder, file);
            return new FileInfo(path) is { Exists: true } info && info.Length > most
                ? throw new RefusedException(
                    new Refusal(
                        "formats.huggingFace.fileTooLarge",
                        ("file", file),
                        RefusalValue.OfBytes("most", most),
                        RefusalValue.OfBytes("bytes", info.Length)
                    )
                )
                : ModelFile.ReadAll(path);
        }

        public override SafeTensorFile OpenTensors(string file) => SafeTensorFile.Open(Path.Combine(folder, file));
    }

    private sealed class OfArchive(ModelFolder folder) : HuggingFaceFiles
    {
        public override string Name => folder.Source;

        public override bool Has(string file) => folder.Names.Contains(file);

        public override ReadOnlyMemory<byte> Read(string file, long most) => folder.Read(file, most);

        public override SafeTensorFile OpenTensors(string file) => SafeTensorFile.Open(folder.Read(file, ModelFile.LargestFile), file);
    }
}
