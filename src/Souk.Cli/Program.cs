using System.CommandLine;
using Souk.Cli.Serving;

RootCommand root = new("Souk: an engine for online marketplaces.") { ServeCommand.Create() };
return await root.Parse(args).InvokeAsync();
