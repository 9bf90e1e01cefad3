namespace MlOpsDashboard.Registry.Tests.Support;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("registry-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
