using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace MlOpsDashboard.Registry.Tests.Support;

/// <summary>Settings from a dictionary.</summary>
public sealed class Settings : Dictionary<string, string?>, IConfiguration
{
    string? IConfiguration.this[string key]
    {
        get => TryGetValue(key, out var value) ? value : null;
        set => this[key] = value;
    }

    public IConfigurationSection GetSection(string key) => throw new NotSupportedException();

    public IEnumerable<IConfigurationSection> GetChildren() => [];

    public IChangeToken GetReloadToken() => throw new NotSupportedException();
}
