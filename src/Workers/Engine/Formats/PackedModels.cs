namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>A folder that holds archives of models, as TensorFlow Hub gives an encoder and its preprocessing, as the folders that they hold.</summary>
internal sealed class PackedModels : ModelFolder
{
    // An encoder and its preprocessing.
    private const int Most = 2;

    private static readonly string[] Endings = [".zip", ".tar", ".tar.gz", ".tgz"];

    private readonly Dictionary<string, (ModelFolder Archive, string Name)> files = [];

    private PackedModels(ModelFolder around, IEnumerable<string> archives)
        : base(around.Source)
    {
        foreach (var name in archives)
        {
            var bytes = around.Read(name, ModelFile.LargestFile);
            ModelFolder archive = TarFolder.LooksLike(bytes) ? new TarFolder(bytes, Source) : new ZipFolder(bytes, Source);
            foreach (var file in archive.Names)
            {
                files.Add($"{name}/{file}", (archive, file));
            }
        }
    }

    /// <summary>Null where there are none, or more than belong together. What they hold is not unpacked further.</summary>
    /// <exception cref="Core.RefusedException">A damaged archive.</exception>
    public static PackedModels? Of(ModelFolder folder)
    {
        string[] archives =
        [
            .. folder.Names.Where(name => Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))).Order(StringComparer.Ordinal),
        ];
        return folder is not PackedModels && archives.Length is > 0 and <= Most ? new(folder, archives) : null;
    }

    public override IReadOnlyCollection<string> Names => files.Keys;

    public override long Length(string name) => files[name].Archive.Length(files[name].Name);

    public override Stream Open(string name) => files[name].Archive.Open(files[name].Name);
}
