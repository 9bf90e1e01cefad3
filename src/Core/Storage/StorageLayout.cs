namespace MlOpsDashboard.Core.Storage;

/// <summary>Where things lie under <c>Storage:Root</c>. One place knows these names.</summary>
public sealed class StorageLayout(string root)
{
    public string Root { get; } = Path.GetFullPath(root);
    public string Database => Path.Combine(Root, "mlops.db");

    /// <summary>The scheduler of program versions up to 0.1; nothing reads it.</summary>
    public string OldJobDatabase => Path.Combine(Root, "jobs.db");

    /// <summary>Content-addressed files: <c>blobs/ab/abcdef...</c>.</summary>
    public string Blobs => Path.Combine(Root, "blobs");

    /// <summary>Stands behind the SHA-256 of a picture that is turned as its EXIF orientation says.</summary>
    public const string Upright = ".upright";

    /// <summary>Small previews, made at import: <c>thumbs/ab/abcdef....webp</c> as the picture is stored, <c>thumbs/ab/abcdef....upright.webp</c> turned,
    /// where it has an EXIF orientation.</summary>
    public string Thumbs => Path.Combine(Root, "thumbs");
    public string Uploads => Path.Combine(Root, "uploads");
    public string Imports => Path.Combine(Root, "imports");
    public string Reviews => Path.Combine(Root, "reviews");
    public string Manifests => Path.Combine(Root, "manifests");
    public string Weights => Path.Combine(Root, "weights");

    /// <summary>Activations of frozen layers, kept between runs; may be deleted at any time.</summary>
    public string Features => Path.Combine(Root, "features");
    public string Logs => Path.Combine(Root, "logs");
    public string Scratch => Path.Combine(Root, "scratch");

    /// <summary>Copies of <see cref="Database"/>, the newest three.</summary>
    public string Backups => Path.Combine(Root, "backups");

    /// <summary>Databases that could not be used and were replaced.</summary>
    public string Damaged => Path.Combine(Root, "damaged");

    /// <summary>What cookies and addresses are signed with; who can read it can forge them.</summary>
    public string Keys => Path.Combine(Root, "keys");

    /// <summary>Repetitions of runs at work; nothing lasts there.</summary>
    public string Reruns => Path.Combine(Root, "reruns");
    public string Runs => Path.Combine(Root, "runs");

    public string Blob(string sha256) => Path.Combine(Blobs, Checked(sha256)[..2], sha256);

    public string Thumb(string sha256, bool isUpright = false) => Path.Combine(Thumbs, Checked(sha256)[..2], sha256 + (isUpright ? Upright : "") + ".webp");

    public string Run(RunId run) => Path.Combine(Runs, run.ToString());

    /// <summary>States of a run's epochs, kept to branch from.</summary>
    public string States(RunId run) => Path.Combine(Run(run), "states");

    /// <summary>What a branch begins with: a state of the run that it left, and that run's spec.</summary>
    public string BranchInput(RunId run) => Path.Combine(Run(run), "branch");

    public string Import(ImportId import) => Path.Combine(Imports, import.ToString());

    public string Review(ReviewId review) => Path.Combine(Reviews, review.ToString());

    public string Manifest(string manifestSha256) => Path.Combine(Manifests, Checked(manifestSha256) + ".manifest.json");

    /// <summary>Whether a text is a SHA-256 in lower-case hex, so that it can stand in a path.</summary>
    public static bool IsSha256(string text) => text.Length == 64 && text.All(c => c is >= '0' and <= '9' or >= 'a' and <= 'f');

    private static string Checked(string sha256) =>
        IsSha256(sha256) ? sha256 : throw new ArgumentException("Expected a SHA-256 as 64 lower-case hex digits.", nameof(sha256));
}
