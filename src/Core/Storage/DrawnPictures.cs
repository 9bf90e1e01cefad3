namespace MlOpsDashboard.Core.Storage;

/// <summary>Pictures that a worker drew for one page (a preview, a comparison): files that the browser fetches by <c>/drawn/ID</c>, never text in a page's
/// memory.</summary>
/// <remarks>They lie in the scratch folder, are swept after a while, and are gone after a restart.</remarks>
public sealed class DrawnPictures(StorageLayout layout)
{
    private string Folder => Path.Combine(layout.Scratch, "drawn");

    /// <summary>Moves a PNG file of the scratch folder to where the browser may fetch it.</summary>
    /// <returns>Its address.</returns>
    public string Keep(string file)
    {
        Directory.CreateDirectory(Folder);
        var id = Guid.NewGuid();
        File.Move(file, PathOf(id));
        return $"/drawn/{id:N}";
    }

    /// <summary>Full path; null where it is not there (any more).</summary>
    public string? Find(Guid id) => File.Exists(PathOf(id)) ? PathOf(id) : null;

    /// <summary>Removes what was drawn before a moment.</summary>
    public int Sweep(DateTimeOffset before)
    {
        if (!Directory.Exists(Folder))
            return 0;
        var old = new DirectoryInfo(Folder).EnumerateFiles().Where(f => f.LastWriteTimeUtc < before.UtcDateTime).ToList();
        foreach (var file in old)
            file.Delete();
        return old.Count;
    }

    private string PathOf(Guid id) => Path.Combine(Folder, id.ToString("N"));
}
