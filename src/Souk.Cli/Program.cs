return await Souk.Cli.SoukCommand.RunAsync(args);
