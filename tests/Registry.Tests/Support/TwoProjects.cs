namespace MlOpsDashboard.Registry.Tests.Support;

/// <summary>A registry of two projects, for tests that change nothing.</summary>
public sealed class TwoProjects : IAsyncLifetime
{
    public RegistryFixture Registry { get; private set; } = null!;
    public TeamProject Own { get; private set; } = null!;
    public TeamProject Others { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Registry = await RegistryFixture.OpenAsync();
        Own = await TeamProject.AddAsync(Registry, "own", 'a');
        Others = await TeamProject.AddAsync(Registry, "others", 'b');
    }

    public ValueTask DisposeAsync() => Registry.DisposeAsync();
}
