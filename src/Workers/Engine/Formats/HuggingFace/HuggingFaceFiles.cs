using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Formats.SafeTensors;
using MlOpsDashboard.Workers.Engine.Formats.Zip;

namespace MlOpsDashboard.Workers.Engine.Formats.HuggingFace;

/// <summary>The files of a model as Hugging Face publishes it, side by side in a folder or in a zip of one.</summary>
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

    /// <summary>The folder inside a zip, at its top or in the one of its folders that holds a model; null where there is none.</summary>
    public static HuggingFaceFiles? In(ZipReader zip, string name)
    {
        foreach (
            var prefix in zip
                .Names.Where(entry => entry == Config || entry.EndsWith("/" + Config, StringComparison.Ordinal))
                .Select(entry => entry[..^Config.Length])
                .OrderBy(prefix => prefix.Length)
        )
        {
            if (Marks.Any(mark => zip.Names.Contains(prefix + mark)))
            {
                return new OfZip(zip, prefix, name);
            }
        }

        return null;
    }

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

    private sealed class OfZip(ZipReader zip, string prefix, string name) : HuggingFaceFiles
    {
        public override string Name => name;

        public override bool Has(string file) => zip.Names.Contains(prefix + file);

        public override ReadOnlyMemory<byte> Read(string file, long most) => zip.Read(prefix + file, most);

        public override SafeTensorFile OpenTensors(string file) => SafeTensorFile.Open(zip.Read(prefix + file, Array.MaxLength), file);
    }
}
